"""What is served where: Python's frameworks."""

from __future__ import annotations

from checks.project.model import Route
from tests.trees import Files, project_of

FASTAPI = "from fastapi import FastAPI\n\napp = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)\n"
RUN = '\nif __name__ == "__main__":\n    import uvicorn\n    uvicorn.run(app)\n'


def routes(files: Files) -> dict[str, Route]:
    """The routes of a tree by method and path; of several, the last."""
    return {f"{route.method} {route.path}": route for route in project_of(files).routes}


def served(files: Files) -> list[str]:
    """Method and path of what is served and not shadowed, in the order of routing."""
    return [f"{r.method} {r.path}" for r in project_of(files).routes if r.served and r.shadowed_by is None]


def test_prefixes_are_composed_through_every_include() -> None:
    assert served({
        "app/__init__.py": "",
        "app/users.py": 'from fastapi import APIRouter\nrouter = APIRouter(prefix="/users")\n'
        '@router.get("/{user_id:int}")\nasync def read(user_id: int):\n    return find(user_id)\n',
        "app/api.py": "from fastapi import APIRouter\nfrom app import users\napi = APIRouter()\n"
        'api.include_router(users.router, prefix="/v1")\n',
        "main.py": FASTAPI + 'from app.api import api\nPREFIX = "/api"\napp.include_router(api, prefix=f"{PREFIX}/x")\n' + RUN,
    }) == ["GET /api/x/v1/users/{user_id}"]  # fmt: skip


def test_a_prefix_from_settings_is_its_default() -> None:
    assert served({
        "config.py": "from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n"
        '    API_PREFIX: str = "/api/v2"\n\nsettings = Settings()\n',
        "users.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/users")\ndef read():\n    return find()\n',
        "main.py": FASTAPI + "from config import settings\nimport users\n"
        "app.include_router(users.router, prefix=settings.API_PREFIX)\n" + RUN,
    }) == ["GET /api/v2/users"]  # fmt: skip


def test_a_prefix_that_cannot_be_known_matches_any_and_the_file_is_listed() -> None:
    project = project_of({
        "users.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/users")\ndef read():\n    return find()\n',
        "main.py": FASTAPI + "import users, os\napp.include_router(users.router, prefix=os.environ['P'])\n" + RUN,
    })  # fmt: skip
    assert [route.path for route in project.routes] == ["/{*}/users"]
    assert project.dynamic_routes == ("main.py",)


def test_a_router_that_nothing_includes_is_not_mounted_and_its_routes_say_so() -> None:
    project = project_of({
        "users.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/users")\ndef read():\n    return find()\n',
        "main.py": FASTAPI + "import users\n" + RUN,
    })  # fmt: skip
    (route,) = project.routes
    assert not route.served
    assert "never mounted" in route.obstacle
    assert [(router.name, router.mounted) for router in project.routers] == [("app", True), ("router", False)]


def test_one_router_included_twice_gives_a_route_for_each_chain() -> None:
    assert served({
        "users.py": 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/users")\ndef read():\n    return find()\n',
        "main.py": FASTAPI + "import users\nfor prefix in ['/api', '/api/v1']:\n"
        "    app.include_router(users.router, prefix=prefix)\n" + RUN,
    }) == ["GET /api/users", "GET /api/v1/users"]  # fmt: skip


def test_fastapi_serves_its_documentation_unless_it_is_switched_off() -> None:
    found = project_of(
        {"main.py": 'from fastapi import FastAPI\napp = FastAPI(redoc_url=None, docs_url="/d")\n' + RUN}
    ).routes
    assert [(route.path, route.builtin) for route in found] == [("/d", True), ("/openapi.json", True)]


def test_a_parameter_declared_first_wins_over_a_literal_declared_later() -> None:
    found = routes({
        "main.py": FASTAPI + '@app.get("/users/{user_id}")\ndef one(user_id):\n    return find(user_id)\n\n'
        '@app.get("/users/me")\ndef me():\n    return find()\n' + RUN,
    })  # fmt: skip
    assert found["GET /users/{user_id}"].shadowed_by is None
    place = found["GET /users/me"].shadowed_by
    assert place is not None
    assert place.line == 4


def test_a_converter_keeps_a_parameter_from_winning() -> None:
    found = routes({
        "main.py": FASTAPI + '@app.get("/users/{user_id:int}")\ndef one(user_id):\n    return find(user_id)\n\n'
        '@app.get("/users/me")\ndef me():\n    return find()\n' + RUN,
    })  # fmt: skip
    assert found["GET /users/me"].shadowed_by is None
    assert found["GET /users/{user_id}"].constrained


def test_routers_and_handlers_of_a_class_are_followed() -> None:
    found = routes({
        "users.py": "from fastapi import APIRouter\n\nclass Users:\n    def __init__(self, store):\n"
        '        self.router = APIRouter(prefix="/users")\n        self.router.add_api_route("/", self.read, methods=["GET", "POST"])\n'
        "\n    async def read(self):\n        return self.store.all()\n",
        "main.py": FASTAPI + "from users import Users\nusers = Users(store())\napp.include_router(users.router)\n" + RUN,
    })  # fmt: skip
    assert set(found) == {"GET /users", "POST /users"}
    assert all(route.served and route.handler is not None for route in found.values())


def test_websockets_and_sub_applications() -> None:
    assert served({
        "main.py": FASTAPI + "admin = FastAPI(openapi_url=None)\n@admin.get('/stats')\ndef stats():\n    return count()\n"
        "@app.websocket('/ws/{room}')\nasync def ws(websocket):\n    await websocket.accept()\n"
        "app.mount('/admin', admin)\n" + RUN,
    }) == ["WS /ws/{room}", "GET /admin/stats"]  # fmt: skip


FLASK_VIEWS = (
    "from flask import Blueprint\nfrom flask.views import MethodView\nbp = Blueprint('users', __name__, url_prefix='/users')\n"
    "@bp.route('/<int:user_id>', methods=['GET', 'DELETE'])\ndef one(user_id):\n    return find(user_id)\n\n"
    "class All(MethodView):\n    def get(self):\n        return find()\n    def post(self):\n        return add()\n\n"
    "bp.add_url_rule('/', view_func=All.as_view('all'))\n"
)


def test_a_flask_factory_that_is_called_serves_its_blueprints() -> None:
    files = {
        "app/__init__.py": "from flask import Flask\n\ndef create_app(config=None):\n    app = Flask(__name__)\n"
        "    register(app)\n    return app\n\ndef register(app):\n    from app.users import bp\n"
        "    app.register_blueprint(bp, url_prefix='/api/users')\n",
        "app/users.py": FLASK_VIEWS,
        "run.py": "from app import create_app\napp = create_app()\nif __name__ == '__main__':\n    app.run()\n",
    }
    assert served(files) == [
        "GET /api/users/{user_id}",
        "DELETE /api/users/{user_id}",
        "GET /api/users",
        "POST /api/users",
    ]
    found = routes(files)
    assert found["POST /api/users"].handler_name == "All.post"
    assert found["DELETE /api/users/{user_id}"].constrained


def test_a_flask_factory_that_nothing_calls_serves_nothing() -> None:
    project = project_of({
        "app/__init__.py": "from flask import Flask\n\ndef create_app():\n    app = Flask(__name__)\n"
        "    @app.get('/x')\n    def x():\n        return find()\n    return app\n",
        "run.py": "import app\nif __name__ == '__main__':\n    print(app)\n",
    })  # fmt: skip
    (route,) = project.routes
    assert not route.served
    assert "nothing calls `create_app`" in route.obstacle


def test_flask_takes_the_more_specific_rule_whatever_the_order() -> None:
    found = routes({
        "app.py": "from flask import Flask\napp = Flask(__name__)\n@app.route('/users/<name>')\ndef one(name):\n    return find(name)\n"
        "@app.route('/users/me')\ndef me():\n    return find()\n@app.route('/users/me')\ndef again():\n    return find()\n"
        "if __name__ == '__main__':\n    app.run()\n",
    })  # fmt: skip
    assert [r.shadowed_by is not None for r in found.values()] == [False, True]


def test_nested_blueprints_and_a_literal_list_of_them() -> None:
    assert served({
        "app.py": "from flask import Flask, Blueprint\nfrom users import bp as users\napi = Blueprint('api', __name__)\n"
        "for child in (users,):\n    api.register_blueprint(child)\napp = Flask(__name__)\n"
        "app.register_blueprint(api, url_prefix='/api')\nif __name__ == '__main__':\n    app.run()\n",
        "users.py": "from flask import Blueprint\nbp = Blueprint('users', __name__, url_prefix='/users')\n"
        "@bp.get('/')\ndef all():\n    return find()\n",
    }) == ["GET /api/users"]  # fmt: skip


def test_blueprints_imported_by_computed_names_make_the_file_dynamic() -> None:
    project = project_of({
        "app.py": "import importlib, pkgutil\nfrom flask import Flask\nimport views\napp = Flask(__name__)\n"
        "for info in pkgutil.iter_modules(views.__path__):\n    module = importlib.import_module(f'views.{info.name}')\n"
        "    app.register_blueprint(module.bp)\nif __name__ == '__main__':\n    app.run()\n",
        "views/__init__.py": "",
        "views/users.py": "from flask import Blueprint\nbp = Blueprint('u', __name__)\n@bp.get('/u')\ndef u():\n    return find()\n",
    })  # fmt: skip
    assert project.dynamic_routes == ("app.py",)


def test_sockets_of_flask_are_routes_of_their_own_kind() -> None:
    found = routes({
        "app.py": "from flask import Flask\nfrom flask_socketio import SocketIO\napp = Flask(__name__)\nio = SocketIO(app)\n"
        "@io.on('join room')\ndef join(data):\n    add(data)\nif __name__ == '__main__':\n    io.run(app)\n",
    })  # fmt: skip
    assert found["WS join room"].served


DJANGO = {
    "manage.py": "import os\nif __name__ == '__main__':\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')\n"
    "    from django.core.management import execute_from_command_line\n    execute_from_command_line()\n",
    "site1/__init__.py": "",
    "site1/settings.py": "INSTALLED_APPS = ['shop']\nROOT_URLCONF = 'site1.urls'\n",
    "site1/urls.py": "from django.contrib import admin\nfrom django.urls import path, re_path, include\n\nfrom shop import views\n\n"
    "urlpatterns = [\n    path('admin/', admin.site.urls),\n    path('api/', include('shop.urls')),\n"
    "    re_path(r'^old/(?P<year>[0-9]{4})/$', views.old),\n]\n",
    "shop/__init__.py": "",
    "shop/urls.py": "from django.urls import path, include\nfrom rest_framework.routers import DefaultRouter\nfrom . import views\n\n"
    "router = DefaultRouter()\nrouter.register(r'orders', views.OrderViewSet)\n\nurlpatterns = [\n"
    "    path('items/<int:pk>/', views.ItemView.as_view()),\n    path('', include(router.urls)),\n]\n",
    "shop/views.py": "from rest_framework import viewsets\nfrom rest_framework.decorators import action, api_view\n"
    "from rest_framework.views import APIView\n\n@api_view(['GET', 'POST'])\ndef old(request, year):\n    return find(year)\n\n"
    "class ItemView(APIView):\n    def get(self, request, pk):\n        return find(pk)\n    def delete(self, request, pk):\n        return drop(pk)\n\n"
    "class OrderViewSet(viewsets.ModelViewSet):\n    http_method_names = ['get', 'post', 'delete']\n    lookup_field = 'number'\n\n"
    "    @action(detail=True, methods=['post'], url_path='pay')\n    def pay_now(self, request, number):\n        return pay(number)\n",
}


def test_django_lists_views_and_view_sets_are_composed_from_the_root() -> None:
    assert served(DJANGO) == [
        "GET /api/items/{pk}",
        "DELETE /api/items/{pk}",
        "GET /api/orders",
        "POST /api/orders",
        "GET /api/orders/{number}",
        "DELETE /api/orders/{number}",
        "POST /api/orders/{number}/pay",
        "GET /old/{year}",
        "POST /old/{year}",
    ]


def test_a_django_list_that_nothing_includes_is_not_mounted() -> None:
    files = DJANGO | {"site1/urls.py": "from django.urls import path\nurlpatterns = []\n"}
    assert served(files) == []
    project = project_of(files)
    assert {router.key for router in project.routers if not router.mounted} == {
        "shop/urls.py:urlpatterns",
        "shop/urls.py:router",
    }


def test_aiohttp_tables_and_views() -> None:
    assert served({
        "app.py": "from aiohttp import web\nroutes = web.RouteTableDef()\n@routes.get('/a/{x}')\nasync def a(request):\n    return find()\n"
        "async def b(request):\n    return find()\napp = web.Application()\napp.add_routes(routes)\napp.router.add_post('/b', b)\n"
        "if __name__ == '__main__':\n    web.run_app(app)\n",
    }) == ["GET /a/{x}", "POST /b"]  # fmt: skip


def test_a_router_of_a_class_keeps_what_its_methods_declare() -> None:
    assert served({
        "users.py": "from fastapi import APIRouter\nclass Users:\n    router = APIRouter(prefix='/users')\n"
        "    @router.get('/')\n    def all():\n        return find()\n",
        "main.py": FASTAPI + "from users import Users\napp.include_router(Users().router)\n" + RUN,
    }) == ["GET /users"]  # fmt: skip


def test_methods_of_an_app_derived_from_the_frameworks_are_followed() -> None:
    assert served({
        "shop.py": "from flask import Flask\nclass Shop(Flask):\n    def __init__(self, name):\n        super().__init__(name)\n"
        "        self.both('/a', view)\n    def both(self, rule, view):\n        for prefix in ('/v1', '/v2'):\n"
        "            self.add_url_rule('{}{}'.format(prefix, rule), view_func=view)\ndef view():\n    return find()\n",
        "main.py": "from shop import Shop\napp = Shop(__name__)\nif __name__ == '__main__':\n    app.run()\n",
    }) == ["GET /v1/a", "GET /v2/a"]  # fmt: skip


def test_lists_joined_under_conditions_and_spread_into_others_are_parts_of_those() -> None:
    urls = "from django.urls import path\nfrom . import views\nurlpatterns = [path('a/', views.old)]\n"
    files = DJANGO | {
        "shop/more.py": urls,
        "shop/urls.py": "from django.conf import settings\nfrom django.urls import path\nfrom . import views\n"
        "from .more import urlpatterns as more\nurlpatterns = [*unknown(), *more]\n"
        "if settings.DEBUG:\n    urlpatterns = [path('b/', views.old)] + urlpatterns\n",
    }
    assert [path for path in served(files) if path.startswith("GET /api")] == ["GET /api/a", "GET /api/b"]
    project = project_of(files)
    assert [router.key for router in project.routers] == [
        "shop/urls.py:urlpatterns",
        "site1/urls.py:urlpatterns",
    ]
    assert project.dynamic_routes == ("shop/urls.py",)
