# The service in a container: no compiler, no root, nothing written outside /data and /tmp.
#
#   docker build -t asbuilt .
#   docker run --read-only --tmpfs /tmp -v asbuilt:/data -p 127.0.0.1:8000:8000 asbuilt
#
# To build the same image again, name the base by its digest, which `docker buildx imagetools inspect
# python:3.11-slim-bookworm` tells: --build-arg BASE=python:3.11-slim-bookworm@sha256:...
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /opt/asbuilt \
 && /opt/asbuilt/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE app.yml ./
COPY bot bot
COPY checks checks
# The build's own tool comes without a hash, in this stage only; nothing of it reaches the image.
RUN /opt/asbuilt/bin/pip install --no-cache-dir --no-deps .

FROM ${BASE}
LABEL org.opencontainers.image.title="As-Built" \
      org.opencontainers.image.description="Checks what a pull request says was built against what was built" \
      org.opencontainers.image.licenses="Apache-2.0"
# What queries and archives do not bring of a very large repository comes through git; of Debian's any version will do.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 asbuilt \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin asbuilt \
 && install -d -o 10001 -g 10001 -m 700 /data
COPY --from=build /opt/asbuilt /opt/asbuilt
ENV PATH=/opt/asbuilt/bin:$PATH \
    ASBUILT_DATA=/data \
    ASBUILT_LOG=json \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# Alive, not ready: before the App is registered the set-up page has to stay up.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["asbuilt", "serve", "--host", "0.0.0.0"]
