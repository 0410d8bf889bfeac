"""Real providers on this machine, each a process of its own that ends with the tests."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from pathlib import Path
from typing import Any

import jwt
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from jwt.algorithms import RSAAlgorithm

from tests.tools.platform import free_port

HERE = Path(__file__).resolve().parent
PACKAGES = Path(settings.BUILD_DIR) / "test-providers"


@contextmanager
def running(command: list[str], address: str, **options: Any) -> Iterator[None]:
    """Until it answers at `address`; what it says is shown when it does not."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options) as process:
        try:
            _wait(process, address)
            yield
        finally:
            process.kill()


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        try:
            requests.get(address, timeout=2)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    process.kill()
    raise AssertionError((process.stdout.read() if process.stdout else b"").decode())


@contextmanager
def cas() -> Iterator[str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}/cas"
    with running([sys.executable, str(HERE / "cas_server.py"), str(port)], f"{address}/login", cwd=HERE):
        yield address


@contextmanager
def oidc() -> Iterator[str]:
    port = free_port()
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with running(command, f"{address}/jwks"):
        requests.put(f"{address}/users/zhangsan", json={"name": "张三"}, timeout=5)
        yield address


@contextmanager
def saml(folder: Path) -> Iterator[str]:
    """Its packages are fetched once, by their lock, into the folder of what set-up makes."""
    if not (PACKAGES / "node_modules").exists():
        PACKAGES.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, PACKAGES)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=PACKAGES, check=True, capture_output=True)
    shutil.copy(HERE / "saml_idp.js", PACKAGES)
    for name in ("idp", "stranger"):
        key, certificate = key_and_certificate()
        (folder / f"{name}.key").write_text(key)
        (folder / f"{name}.crt").write_text(certificate)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with running(["node", str(PACKAGES / "saml_idp.js"), str(folder), str(port)], address):
        yield address


def key_and_certificate() -> tuple[str, str]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.edu.cn")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
    certificate = builder.sign(key, hashes.SHA256())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


class Crooked(ThreadingHTTPServer):
    """An OpenID provider that says in its tokens whatever a test wants it to say."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.other_key = rsa.generate_private_key(65537, 2048)
        self.claims: dict[str, Any] = {}
        self.discovery: dict[str, Any] = {}
        self.signs_with, self.algorithm = self.key, "RS256"
        super().__init__(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, path: str) -> dict[str, Any]:
        if path.endswith("openid-configuration"):
            named = {f"{name}_endpoint": f"{self.address}/{name}" for name in ("authorization", "token")}
            return {"issuer": self.address, **named, "jwks_uri": f"{self.address}/jwks", **self.discovery}
        if path == "/jwks":
            return {"keys": [{**RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True), "kid": "k", "use": "sig"}]}
        key: Any = "" if self.algorithm == "none" else self.signs_with
        token = jwt.encode(self.claims, key, self.algorithm, headers={"kid": "k"})
        return {"id_token": token, "access_token": "x", "token_type": "Bearer"}


class Answers(BaseHTTPRequestHandler):
    server: Crooked

    def do_GET(self) -> None:
        body = dumps(self.server.answer(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  (as http.server calls it)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def crooked() -> Iterator[Crooked]:
    server = Crooked()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
