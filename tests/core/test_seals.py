"""The record under its seals: what was sealed cannot be altered unnoticed, and a stand-alone checker says so."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from lianxiao.core import seal_checks, seals
from lianxiao.core.clock import database_now
from lianxiao.core.models import Log, RecordHead, Step

pytestmark = pytest.mark.django_db
CHECKER = Path(settings.BASE_DIR, "docs", "check_record.py")


def write(count: int, name: str = "林") -> list[Step]:
    now = database_now()
    return Step.objects.bulk_create(
        Step(case_kind="a.b", case_id=n, verb="v", actor_name=name, role="r", remark="第\n一", at=now)
        for n in range(count)
    )


def sealed(*counts: int) -> list[RecordHead]:
    """A head after each of these many more steps."""
    heads = []
    for count in counts:
        write(count)
        head = seals.seal(Log.STEPS)
        assert head is not None
        heads.append(head)
    return heads


def checked(*files: Path, key: str = "") -> tuple[int, str]:
    """By a Python that knows nothing of ours (-I: no site of the project, no environment)."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(CHECKER), *map(str, files), *(["--key", key] if key else [])],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def file(folder: Path, name: str, data: object) -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def problems() -> list[str]:
    return [
        *seal_checks.rows_altered(Log.STEPS),
        *seal_checks.heads_broken(Log.STEPS),
        *seal_checks.rows_forgotten(Log.STEPS),
    ]


def alter(sql: str) -> None:
    """As somebody who owns the database: without its triggers."""
    tables = ("core_step", "core_recordleaf", "core_recordnode", "core_recordhead")
    with connection.cursor() as cursor:
        for what in ("DISABLE", "ENABLE"):
            if what == "ENABLE":
                cursor.execute(sql)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} {what} TRIGGER USER")


def naive_root(lines: list[bytes]) -> bytes:
    """Section 2.1 of RFC 6962 word by word."""
    if len(lines) == 1:
        return seals.leaf_hash(lines[0])
    k = 1
    while 2 * k < len(lines):
        k *= 2
    return seals.node_hash(naive_root(lines[:k]), naive_root(lines[k:]))


def test_heads_are_roots_as_the_standard_says_and_follow_one_another() -> None:
    heads = sealed(3, 1, 260, 300)
    assert [head.size for head in heads] == [3, 4, 264, 564]
    lines = [line.encode() for line in list(seals.batch(heads[-1]))[1:]]
    assert [head.root for head in heads] == [naive_root(lines[: head.size]).hex() for head in heads]
    assert [head.previous for head in heads] == ["", *(seals.digest_of(head) for head in heads[:-1])]
    assert seals.seal(Log.STEPS) is None
    assert problems() == []


def test_a_row_whose_transaction_ended_late_is_sealed_later() -> None:
    first, _late, third = write(3)
    alter(f"UPDATE core_step SET case_id = 1 WHERE id = {first.pk}")  # nothing sealed yet: nothing to notice
    alter(f"CREATE TEMP TABLE later AS SELECT * FROM core_step WHERE id = {_late.pk}")
    alter(f"DELETE FROM core_step WHERE id = {_late.pk}")
    seals.seal(Log.STEPS)
    alter("INSERT INTO core_step SELECT * FROM later")
    seals.seal(Log.STEPS)
    proof = seals.proof_of(Log.STEPS, _late.pk)
    assert proof is not None
    assert (proof["position"], proof["head"]["size"], third.pk > _late.pk) == (2, 3, True)
    assert problems() == []


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE core_step SET actor_name = '王' WHERE case_id = 5", ["altered"]),
        ("UPDATE core_step SET at = at + interval '1 microsecond' WHERE case_id = 5", ["altered"]),
        ("UPDATE core_step SET details = '{\"a\": 1}' WHERE case_id = 5", ["altered"]),
        ("DELETE FROM core_step WHERE case_id = 5", ["gone"]),
        # Whoever makes the digest fit as well meets the root, and whoever alters the head its signature.
        (
            "UPDATE core_step SET remark = 'x' WHERE case_id = 5; UPDATE core_recordleaf l SET hash ="
            " sha256('\\x00'::bytea || convert_to(core_step_line(s), 'UTF8')) FROM core_step s"
            " WHERE s.id = l.row_id AND s.case_id = 5",
            ["the rows have another root"],
        ),
        ("UPDATE core_recordhead SET root = repeat('0', 64)", ["the rows have another root", "not signed by us"]),
        ("UPDATE core_recordhead SET at = at - interval '1 day'", ["not signed by us"]),
    ],
)
def test_what_the_owner_of_the_database_alters_is_found(sql: str, found: list[str]) -> None:
    sealed(300)
    assert problems() == []
    alter(sql)
    assert [problem.rpartition(": ")[2] for problem in problems()] == found


@pytest.mark.parametrize("table", ["core_recordleaf", "core_recordnode", "core_recordhead"])
def test_without_owning_it_nobody_alters_a_seal(table: str) -> None:
    sealed(256)
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


# --- the checker that stands alone -----------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    heads = sealed(7, 300)
    row = Step.objects.order_by("id")[6].pk
    lines = list(seals.batch(heads[1], 7))
    data = {"heads": [seals.as_data(head) for head in heads], "public_key": seals.public_key()}
    call_command("export_record", "steps", str(tmp_path / "whole.jsonl"), verbosity=0)
    return {
        "heads": file(tmp_path, "heads.json", data),
        "proof": file(tmp_path, "proof.json", seals.proof_of(Log.STEPS, row)),
        "consistency": file(tmp_path, "consistency.json", seals.consistency_of(*heads)),
        "batch": file(tmp_path, "batch.jsonl", "".join(f"{line}\n" for line in lines)),
        "whole": tmp_path / "whole.jsonl",
    }


def test_the_checker_confirms_what_is_whole(files: dict[str, Path]) -> None:
    code, said = checked(*files.values(), key=seals.public_key())
    assert (code, [line.partition(": ")[2] for line in said.splitlines()]) == (
        0,
        [
            "2 heads are signed and follow one another",
            "the row stands in steps at 6 of 307",
            "steps at 307 begins with all 7 rows of before",
            "300 rows of steps lead to the head at 307",
            "307 rows of steps lead to the head at 307",
        ],
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("proof", "林", "王", "altered"),
        ("proof", '"position": 6', '"position": 5', "altered"),
        ("batch", "林", "王", "something was altered"),
        ("whole", "林", "王", "something was altered"),
        ("heads", '"size": 7', '"size": 8', "not signed"),
        ("consistency", '"path": ["', '"path": ["00', "not part of the later one"),
    ],
)
def test_the_checker_finds_what_was_altered(files: dict[str, Path], name: str, old: str, new: str, reason: str) -> None:
    text = files[name].read_text(encoding="utf-8")
    if "\\u" in text and not old.isascii():
        old, new = json.dumps(old)[1:-1], json.dumps(new)[1:-1]
    assert old in text
    files[name].write_text(text.replace(old, new, 1), encoding="utf-8")
    code, said = checked(files[name])
    assert (code, reason in said) == (1, True), said


def test_the_checker_trusts_only_the_key_and_the_heads_that_one_brings(files: dict[str, Path], tmp_path: Path) -> None:
    assert checked(files["proof"], key="0" * 64)[0] == 1
    kept: dict[str, Any] = json.loads(files["heads"].read_text())
    kept["heads"][1]["root"] = "0" * 64
    other = file(tmp_path, "kept.json", kept)
    done = subprocess.run(
        [sys.executable, "-I", str(CHECKER), str(files["proof"]), "--head", str(other)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "you keep another head" in done.stdout) == (1, True)
