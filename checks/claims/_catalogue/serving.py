"""How a service is offered: frameworks, interfaces, their descriptions and versions."""

from __future__ import annotations

from checks.claims._catalogue import Capability

CAPABILITIES = (
    Capability("FastAPI", ("fastapi(?: (?:backend|server|app|application|framework|service|endpoints?|routes?))?",), ("fastapi",), settled=True),
    Capability("Flask", ("flask(?: (?:app|application|server|api|api server|backend|framework|service))?",), ("flask", "quart"), settled=True),
    Capability("Django", ("django(?: (?:app|backend|rest framework|orm|admin|project))?", "drf"), ("django", "rest_framework", "ninja"), settled=True),
    Capability("Express", ("express(?:\\.js)?(?: (?:servers?|apps?|backend|patterns?|http server|api|middleware|application|framework|routes?))?(?= (?:servers?|app|http|api|patterns|backend|middleware)|\\b)",), ("express", "@nestjs/platform-express"), settled=True),
    Capability("NestJS", ("nest\\.?js(?: (?:backend|modules?|framework|application|api))?",), ("@nestjs/common", "@nestjs/core"), settled=True),
    Capability("Next.js", ("next\\.?js(?: (?:\\d+|app|app router|frontend|application|pages|api routes))?",), ("next",), (), (), (r"next\.config\.\w+$",), settled=True),
    Capability("React", ("react(?![- ](?:navigation|router|query|hook[- ]form))(?: (?:dashboards?|components?|frontend|app|application|hooks?|ui|\\d+))?",), ("react", "preact", "react-dom", "next"), settled=True, elsewhere=True),
    Capability("React Navigation", ("react navigation",), ("@react-navigation/native", "@react-navigation/stack", "@react-navigation/native-stack", "@react-navigation/bottom-tabs", "@react-navigation/drawer", "expo-router")),
    Capability("React Router", ("react[- ]router(?:[- ]dom)?(?: v\\d)?",), ("react-router-dom", "react-router", "@remix-run/react")),
    Capability("TanStack Query", ("(?:tanstack|react)[- ]query(?: v\\d)?",), ("@tanstack/react-query", "react-query", "@tanstack/query-core")),
    Capability("React Hook Form", ("react[- ]hook[- ]forms?",), ("react-hook-form", "@hookform/resolvers")),
    Capability("React Native", ("react native(?: app)?", "expo(?: (?:app|router))?"), ("react-native", "expo"), settled=True),
    Capability("Vue", ("vue(?:\\.js)?(?: (?:\\d+|components?|frontend|app))?",), ("vue", "nuxt"), (), (), (r"\.vue$",), settled=True, elsewhere=True),
    Capability("Angular", ("angular(?: (?:frontend|app|components?))?",), ("@angular/core",), settled=True, elsewhere=True),
    Capability("Svelte", ("svelte(?:kit)?(?: (?:frontend|app))?",), ("svelte", "@sveltejs/kit"), (), (), (r"\.svelte$",), settled=True, elsewhere=True),
    Capability("Fastify", ("fastify(?: (?:server|app|backend))?",), ("fastify", "@nestjs/platform-fastify"), settled=True),
    Capability("GraphQL", ("graphql(?: (?:api|server|endpoint|schema|subscriptions))?",), ("graphql", "apollo-server", "@apollo/server", "strawberry", "graphene", "ariadne", "type-graphql", "@nestjs/graphql", "graphql-yoga", "@apollo/client", "urql", "mercurius", "gql", "graphql-request"), (r"[Gg]raph_?[Qq][Ll]",), (), (r"\.(?:graphql|gql)$",), settled=True),
    Capability("gRPC", ("grpc(?: (?:server|service|api))?", "protobuf"), ("grpc", "@grpc/grpc-js", "google.protobuf", "protobufjs", "nice-grpc", "@bufbuild/protobuf", "@connectrpc/connect"), (r"[Gg]rpc", r"gRPC"), (), (r"\.proto$",), settled=True),
    Capability("tRPC", ("trpc(?: (?:router|api|server))?",), ("@trpc/server", "@trpc/client", "@trpc/react-query"), settled=True),
    Capability("REST API", ("rest(?:ful)? (?:api|apis|interface)", "full restful api"), (), (r"\b(?:router|app|api)\.(?:get|post|put|patch|delete)\(", r"APIRouter", r"@(?:Get|Post|Controller)\(", r"NextResponse", r"APIView", r"urlpatterns", r"@app\.route")),
    Capability("OpenAPI", ("open ?api(?: (?:docs|documentation|specs?|specification|schema))?", "swagger(?: (?:ui|docs|documentation))?", "redoc"), ("fastapi", "@nestjs/swagger", "swagger-ui-express", "swagger-jsdoc", "flasgger", "drf_spectacular", "drf_yasg", "flask_restx", "apispec", "@fastify/swagger", "flask_smorest", "connexion", "@asteasolutions/zod-to-openapi", "tsoa", "zod-openapi", "@hono/zod-openapi", "swagger-autogen", "ninja"), (r"[Oo]pen_?[Aa][Pp][Ii]", r"[Ss]wagger"), (), (r"(?:openapi|swagger)[\w.-]*\.(?:ya?ml|json)$",), settled=True, elsewhere=True),
    Capability("API versioning", ("api versioning(?: middleware)?", "versioned (?:api|endpoints|routes)", "versioning(?: middleware)?"), (), (r"/v\d+\b", r"[Vv]ersion",), settled=False),
    Capability("webhooks", ("web-?hooks?(?: (?:service|delivery|endpoints?|handling|handlers?|integration|events?|event delivery|support|processing|notifications?))?",), ("svix", "@octokit/webhooks"), (r"[Ww]eb_?-?[Hh]ook", r"WEBHOOK")),
    Capability("server entry point", ("server entry(?: points?)?", "(?:running|http|api) server"), ("uvicorn", "gunicorn", "http", "hypercorn", "granian", "@hono/node-server"), (r"\.listen\(", r"uvicorn\.run", r"app\.run\(", r"run_app\(", r"serve\("), (r"\buvicorn\b|\bgunicorn\b|\bhypercorn\b",)),
    Capability("middleware", ("middlewares?(?: (?:implementations?|chain|stack|layer))?",), (), (r"[Mm]iddleware", r"app\.use\(")),
    Capability("request validation", ("(?:request|input|schema|data|payload|parameter|field|form|json schema|body|zod|pydantic|joi) validation(?: (?:middleware|schemas?|with \\w+))?", "validation (?:middleware|schemas?)", "zod(?: validation)?(?: schemas?)?", "pydantic(?: (?:models?|schemas?|validation))?", "joi"), ("pydantic", "zod", "joi", "yup", "ajv", "class-validator", "express-validator", "marshmallow", "cerberus", "jsonschema", "valibot", "celebrate", "superstruct", "@sinclair/typebox", "@hapi/joi", "voluptuous", "wtforms", "rest_framework", "attrs", "io-ts", "arktype", "validator", "django.forms", "msgspec", "@hookform/resolvers"), (r"[Vv]alidat", r"\b400\b", r"\b422\b"), refuted_by=("always-succeeds", "stub")),
    Capability("HTTP proxy", ("http proxy", "reverse proxy(?:ing)?", "proxy rotation"), ("http-proxy", "http-proxy-middleware", "@fastify/http-proxy", "express-http-proxy"), (r"[Pp]roxy",), (r"proxy_pass", r"traefik", r"caddy"),),
    Capability("CRUD", ("(?:full |basic |complete )?crud(?: (?:operations?|endpoints?|api|apis|functionality|routes?|for \\w+))?",), (), (r"[Cc]reate\w*", r"[Dd]elete\w*", r"[Uu]pdate\w*")),
    Capability("CLI", ("cli(?: (?:tool|commands?|interface))?", "command[- ]line (?:interface|tool)"), ("click", "typer", "argparse", "commander", "yargs", "fire", "cac", "oclif", "@oclif/core", "inquirer", "meow"), (r"sys\.argv", r"process\.argv", r"[Aa]rgument_?[Pp]arser")),
)  # fmt: skip
