"""How work is built, tested, shipped; what a screen offers."""

from __future__ import annotations

from checks.claims._catalogue import Capability

CAPABILITIES = (
    Capability("tests", ("(?:unit|integration|e2e|end-to-end|regression|smoke|automated|component|api|load|performance|stress|security) tests?(?:ing)?(?: (?:suite|coverage|execution))?", "test (?:suites?|coverage|execution|cases?)", "comprehensive test(?:s|ing)"), ("pytest", "unittest", "jest", "vitest", "mocha", "@playwright/test", "cypress", "supertest", "@testing-library/react"), settled=True),
    Capability("Docker", ("docker(?:[- ]compose)?(?: (?:support|setup|containers?|configuration|images?|deployment|compose))?", "dockeri[sz](?:ed|ation)", "containeri[sz](?:ed|ation)", "multi-stage (?:docker )?builds?"), ("docker", "dockerode"), (), (), (r"(?:^|/)(?:[\w.-]*[Dd]ockerfile[\w.-]*|(?:docker-)?compose[\w.-]*\.ya?ml|Containerfile)$",), settled=True, elsewhere=True),
    Capability("CI/CD", ("ci/cd(?: (?:pipelines?|workflows?|integration|setup))?", "ci pipelines?", "continuous (?:integration|deployment|delivery)", "github actions?(?: (?:workflows?|ci))?", "gitlab ci", "jenkins"), (), (), (), (r"\.github/workflows/", r"\.gitlab-ci\.yml$", r"Jenkinsfile", r"\.circleci/", r"azure-pipelines", r"bitbucket-pipelines", r"\.travis\.yml", r"\.drone\.yml", r"\.buildkite/", r"cloudbuild", r"buildspec", r"\.woodpecker"), settled=True, elsewhere=True),
    Capability("Terraform", ("terraform", "infrastructure as code", "pulumi"), ("pulumi", "@pulumi/pulumi", "aws_cdk", "aws-cdk-lib", "cdktf"), (), (r"AWSTemplateFormatVersion",), (r"\.tf$", r"Pulumi\.ya?ml$"), settled=True, elsewhere=True),
    Capability("Helm", ("helm charts?",), (), (), (), (r"Chart\.yaml$",), settled=True, elsewhere=True),
    Capability("Nginx", ("nginx(?: (?:reverse proxy|configuration|proxy))?",), (), (), (r"nginx",), (r"nginx",), settled=True, elsewhere=True),
    Capability("TypeScript", ("typescript(?: (?:strict mode|types?|interfaces?|support))?",), (), (), (), (r"\.tsx?$", r"tsconfig[\w.]*\.json$"), settled=True),
    Capability("type safety", ("type[- ]safety", "type hints", "full(?:y)? typed"), (), (r"->", r"interface\b", r":\s*\w+")),
    Capability("Tailwind", ("tailwind(?:css| css)?",), ("tailwindcss", "nativewind", "tailwind-merge"), (r"className",), (r"@tailwind",), (r"tailwind\.config",), settled=True),
    Capability("Redux", ("redux(?: toolkit)?",), ("redux", "@reduxjs/toolkit", "react-redux"), settled=True),
    Capability("Zustand", ("zustand",), ("zustand",), settled=True),
    Capability("state management", ("state management",), ("redux", "@reduxjs/toolkit", "zustand", "jotai", "recoil", "mobx", "valtio", "pinia", "vuex", "react", "xstate", "effector", "nanostores"), (r"useState", r"useReducer", r"createContext", r"[Ss]tate\b")),
    Capability("theming", ("(?:dark|light)(?:[/ -](?:and )?(?:dark|light))?(?: (?:mode|theme))(?: (?:support|toggle))?", "them(?:e|es|ing)(?: (?:support|toggle|switching))", "dark mode(?: support)?"), ("next-themes", "styled-components", "@mui/material"), (r"[Dd]ark", r"[Tt]heme")),
    Capability("responsive layout", ("responsive(?: (?:design|layout|ui|grid))?", "mobile[- ](?:first|friendly|responsive)(?: design)?"), (), (r"\b(?:sm|md|lg|xl):[a-z\[-]", r"@media", r"useMediaQuery", r"[Bb]reakpoint", r"useWindowDimensions", r"[Rr]esponsive(?!Container)"), (r"@media", r"viewport")),
    Capability("charts", ("(?:gantt |bar |line |pie )?charts?(?: (?:components?|visuali[sz]ation))?", "data visuali[sz]ations?"), ("recharts", "chart.js", "react-chartjs-2", "d3", "echarts", "plotly", "matplotlib", "apexcharts", "victory", "nivo", "@nivo/core", "visx", "highcharts", "bokeh", "altair", "lightweight-charts"), (r"[Cc]hart", r"[Pp]lot")),
    Capability("accessibility", ("accessibility(?: (?:features|support))?", "a11y", "wcag(?: [\\d.]+)?(?: \\w+)?", "aria (?:labels?|attributes?)", "screen reader(?: support)?"), (), (r"aria-", r"\brole=", r"[Aa]ccessibility", r"\baccessible\s*[={]", r"sr-only")),
    Capability("offline support", ("offline(?:[- ]first)?(?: (?:support|mode|sync|storage))", "pwa", "service workers?", "progressive web app"), ("workbox", "next-pwa", "vite-plugin-pwa", "localforage", "dexie", "idb", "@react-native-async-storage/async-storage", "@tanstack/query-sync-storage-persister", "@serwist/next"), (r"serviceWorker", r"[Oo]ffline", r"indexedDB", r"AsyncStorage"), (), (r"manifest\.(?:json|webmanifest)$", r"(?:^|/)(?:sw|service-worker)\.[jt]s$")),
    Capability("feature flags", ("feature (?:flags?|toggles?)",), ("launchdarkly-node-server-sdk", "ldclient", "unleash-client", "UnleashClient", "flagsmith", "@growthbook/growthbook", "flipt", "posthog", "@openfeature/server-sdk", "waffle"), (r"[Ff]eature_?[Ff]lag", r"FEATURE_", r"ENABLE_", r"[Ee]nable[A-Z_]"), settled=True),
    Capability("dry run", ("dry[- ]run(?: mode| support)?",), (), (r"dry_?-?[Rr]un", r"DRY_?RUN")),
    Capability("undo/redo", ("undo(?:/redo)?(?: (?:operations?|support|functionality|stack))?", "redo"), (), (r"\b[Uu]ndo", r"\b[Rr]edo", r"[a-z]Undo"), settled=True),
    Capability("seed data", ("seed(?:ed|ing)? (?:data|scripts?|database)", "database seed(?:ing|er|s)"), ("faker", "@faker-js/faker"), (r"\b[Ss]eed",), (r"seed",), (r"seed",)),
    Capability("data retention", ("data retention(?: with cleanup)?", "retention polic(?:y|ies)"), (), (r"[Rr]etention", r"[Cc]lean_?[Uu]p", r"[Ee]xpir", r"\bTTL\b", r"older")),
)  # fmt: skip
