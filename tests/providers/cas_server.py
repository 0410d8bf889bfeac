"""A CAS server as a process of its own: django-mama-cas with two people, in memory."""

import sys
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import URLPattern, URLResolver, include, path

PORT = int(sys.argv[1])
PEOPLE = {"zhangsan": "张三", "lisi": "李四"}
urlpatterns: list[URLPattern | URLResolver] = []  # filled when the settings are there


def attributes(user: object, service: str) -> dict[str, str]:
    name = str(user)
    return {"uid": f"{name}-0001", "cn": PEOPLE[name]}


if __name__ == "__main__":
    sys.modules["cas_server"] = sys.modules["__main__"]
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            "mama_cas",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ROOT_URLCONF="cas_server",
        SECRET_KEY="of-the-tests",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        USE_TZ=True,
        MAMA_CAS_SERVICES=[{"SERVICE": "^.*$", "CALLBACKS": ["cas_server.attributes"]}],
    )
    django.setup()
    call_command("migrate", verbosity=0)
    urlpatterns.append(path("cas/", include("mama_cas.urls")))
    for username in PEOPLE:
        get_user_model().objects.create_user(username, password=username)
    with make_server("127.0.0.1", PORT, get_wsgi_application(), WSGIServer) as server:
        print("ready", flush=True)
        server.serve_forever()
