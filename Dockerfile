# The service in a container: no compiler, no root, nothing written outside /data and /tmp.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv /opt/asbuilt && /opt/asbuilt/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY checks checks
RUN /opt/asbuilt/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin asbuilt \
 && install -d -o asbuilt -g asbuilt -m 700 /data
COPY --from=build /opt/asbuilt /opt/asbuilt
USER asbuilt
ENV PATH=/opt/asbuilt/bin:$PATH ASBUILT_DATA=/data ASBUILT_LOG=json PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["asbuilt", "serve", "--host", "0.0.0.0"]
