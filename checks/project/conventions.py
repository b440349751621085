"""Files that a framework or a tool finds by their place: nobody imports them, and they run all the same.

Each row names what a package must use (a distribution, or a file in its folder) and a pattern over paths from
the package's folder. Sources: https://nextjs.org/docs/app/getting-started/project-structure,
https://docs.expo.dev/router/basics/notation/, https://remix.run/docs/file-conventions/routes,
https://docs.nestjs.com/first-steps, https://vercel.com/docs/functions, https://vite.dev/guide/,
https://docs.djangoproject.com/en/stable/ref/applications/.
"""

from __future__ import annotations

import re

import msgspec

_J = r"[cm]?[jt]sx?"


class Convention(msgspec.Struct, frozen=True):
    """``why`` names the framework. ``uses`` are distributions of which one must be declared, ``beside``
    matches file names of which one must lie in the package's folder; one of the two has to hold."""

    why: str
    pattern: re.Pattern[str]
    uses: tuple[str, ...] = ()
    beside: re.Pattern[str] | None = None


def _convention(why: str, pattern: str, *uses: str, beside: str = "") -> Convention:
    return Convention(why, re.compile(pattern), uses, re.compile(beside) if beside else None)


SCRIPT = (
    _convention(
        "a page or route of Next.js",
        rf"(src/)?(pages/.+|app/(.+/)?(page|route|layout|loading|error|global-error|not-found|template|default|sitemap|"
        rf"robots|manifest|icon|apple-icon|opengraph-image|twitter-image|forbidden|unauthorized)|middleware|proxy|"
        rf"instrumentation(-client)?|mdx-components)\.{_J}",
        "next",
        beside=r"next\.config\.\w+",
    ),
    _convention("the request configuration of next-intl", rf"(src/)?i18n(/request)?\.{_J}", "next-intl"),
    _convention("NestJS's main file", rf"((apps|projects|packages)/[^/]+/)?src/main\.{_J}", "@nestjs/core"),
    _convention("a route of Expo Router", rf"(src/)?app/.+\.{_J}", "expo-router"),
    _convention("Expo's root component", rf"(src/)?(App|index)\.{_J}", "expo", "react-native"),
    _convention(
        "a route of Remix",
        rf"app/(routes/.+|routes|root|entry\.(client|server))\.{_J}",
        "@remix-run/react",
        "@remix-run/node",
        "@react-router/dev",
    ),
    _convention("a page of Gatsby", rf"(src/pages/.+|gatsby-\w+)\.{_J}", "gatsby"),
    _convention(
        "a page of Astro", rf"src/(pages/.+|content/config|content\.config|middleware)\.{_J}", "astro"
    ),
    _convention(
        "a route of SvelteKit",
        rf"src/(routes/(.+/)?\+\w+|hooks(\.\w+)?|service-worker|params/.+)\.{_J}",
        "@sveltejs/kit",
    ),
    _convention(
        "a route of Nuxt",
        rf"(app/)?(server/.+|plugins/.+|middleware/.+|composables/.+|utils/.+|pages/.+)\.{_J}",
        "nuxt",
    ),
    _convention(
        "Create React App's main file",
        rf"src/(index|setupProxy|reportWebVitals|serviceWorker)\.{_J}",
        "react-scripts",
    ),
    _convention("Angular's main file", rf"src/(main(\.\w+)?|polyfills)\.{_J}", "@angular/core"),
    _convention("Vite's customary main file", rf"src/(main|index)\.{_J}", "vite"),
    _convention("a function of Vercel", rf"api/.+\.{_J}", "@vercel/node", beside=r"vercel\.json"),
    _convention(
        "a function of Netlify", rf"netlify/(functions|edge-functions)/.+\.{_J}", beside=r"netlify\.toml"
    ),
    _convention(
        "a Strapi file",
        rf"(src/(api|extensions|plugins|admin)/.+|src/index|config/.+)\.{_J}",
        "@strapi/strapi",
    ),
    _convention(
        "a mail of React Email", rf"(src/)?emails/.+\.{_J}", "react-email", "@react-email/components"
    ),
    _convention(
        "a file that Fastify loads by its place", rf"(src/)?(plugins|routes)/.+\.{_J}", "@fastify/autoload"
    ),
    _convention(
        "a migration or model loaded by its place", rf"(.+/)?(entities|models)/.+\.{_J}", "sequelize-cli"
    ),
)
"""Conventions over files of packages with a package.json."""

ANYWHERE = (
    _convention(
        "configuration that a tool reads",
        rf"(.+/)?(\.?[\w-]+(\.[\w-]+)*\.config|\.[\w-]+rc|gulpfile|Gruntfile|karma\.conf|jest-preset|"
        rf"webpack(\.[\w-]+)+|rollup(\.[\w-]+)+|vite(\.[\w-]+)+|sw|service-worker|ecosystem(\.[\w-]+)*)\.{_J}",
    ),
    _convention(
        "configuration that a tool reads",
        r"(.+/)?(setup|conftest|noxfile|fabfile|dodo|gunicorn\.conf|gunicorn_conf|gunicorn_config|locustfile|"
        r"versioneer|wscript|pavement|sitecustomize|hatch_build)\.py|(tasks|build)\.py|docs?/(.+/)?conf\.py",
    ),
    _convention("a file that a WSGI or ASGI server starts", r"(.+/)?(wsgi|asgi|passenger_wsgi)\.py"),
    _convention("a package run with -m", r"(.+/)?__main__\.py"),
    _convention("Alembic's environment", r"(.+/)?(alembic|migrations)/env\.py"),
    _convention("a management command of Django", r"(.+/)?management/commands/[^/_][^/]*\.py"),
    _convention("a script", rf"((.+/)?(scripts?|bin)|tools|hack|devtools|\.github)/.+\.({_J}|pyw?)"),
    _convention(
        "a file that is served as it is", r"(?!(.*/)?src/)(.+/)?(public|static|assets/js|wwwroot)/.+\.[cm]?js"
    ),
    _convention("a hook of a project template", r"(.+/)?hooks/(pre|post)_(gen_project|prompt)\.py"),
    _convention("an edge function of Supabase", rf"(.+/)?supabase/functions/[^/]+/index\.{_J}"),
)
"""Conventions over paths from the repository's root, whatever the package uses."""
