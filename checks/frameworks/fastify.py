"""Fastify (https://fastify.dev/docs/latest/Reference/Routes/, …/Plugins/): a radix tree, static segments first."""

from __future__ import annotations

from checks.frameworks.model import Framework, Maker, MountCall, Verb, Where

_HTTP = ("get", "post", "put", "patch", "delete", "head", "options")

FRAMEWORK = Framework(
    name="fastify",
    language="typescript",
    packages=("fastify", "fastify-plugin"),
    makers=(Maker(("fastify", "fastify.default", "fastify.fastify", "fastify.Fastify"), "app"),),
    verbs=(
        *(Verb(name, (name.upper(),), path=Where(0), handler="last", least=2) for name in _HTTP),
        Verb("all", ("*",), path=Where(0), handler="last", least=2),
        Verb(
            "route",
            path=Where(-1, "url"),
            methods_at=Where(-1, "method"),
            handler="at",
            handler_at=Where(-1, "handler"),
            least=1,
        ),
    ),
    mounts=(MountCall("register", child=Where(0), prefix=Where(-1, "prefix"), plugin=True),),
    types=("FastifyInstance", "FastifyPluginAsync", "FastifyPluginCallback", "FastifyPluginAsyncTypebox"),
    listens=("listen",),
    loaders=("@fastify/autoload", "fastify-autoload", "@fastify/autoload.default"),
    order="specific",
    style="colon",
    request=("req", "request", "FastifyRequest"),
    response=("reply", "res", "FastifyReply"),
    request_at=0,
    response_at=1,
)
