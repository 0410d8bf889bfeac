#!/usr/bin/env python3
"""Checks seals of the record of Lianxiao with nothing but Python: RFC 6962 trees over SHA-256, Ed25519 heads.

    check_record.py heads.json          every head is signed and names the one before it
    check_record.py proof.json          a row stands in the log under a signed head
    check_record.py consistency.json    a later log begins with the whole of an earlier one
    check_record.py batch.jsonl         exported rows lead to the root of a signed head

Add --key HEX to trust only the public key that you were given, and --head FILE with heads that you keep yourself: a
head of the same size must then be the same. Prints what was checked; exit code 1 and the reason when it does not hold.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path


class Broken(Exception):
    pass


def must(holds, otherwise):
    if not holds:
        raise Broken(otherwise)


# --- trees (RFC 6962, section 2.1) -----------------------------------------------------------------


def leaf_hash(line):
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_path(leaf, position, size, path):
    """RFC 9162, section 2.1.3.2."""
    must(0 <= position < size, "the position lies outside of the log")
    at, last, root = position, size - 1, leaf
    for step in path:
        must(last > 0, "the path is too long")
        if at & 1 or at == last:
            root = node_hash(step, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, step)
        at, last = at >> 1, last >> 1
    must(last == 0, "the path is too short")
    return root


def check_consistency(first, first_root, second, second_root, path):
    """RFC 9162, section 2.1.4.2."""
    must(0 < first <= second, "the first log is not the shorter one")
    if first == second:
        must(first_root == second_root and not path, "two roots of one size")
        return
    if first & (first - 1) == 0:
        path = [first_root, *path]
    must(path, "the path is empty")
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    one = two = path[0]
    for step in path[1:]:
        must(last > 0, "the path is too long")
        if at & 1 or at == last:
            one, two = node_hash(step, one), node_hash(step, two)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            two = node_hash(two, step)
        at, last = at >> 1, last >> 1
    must(last == 0, "the path is too short")
    must(one == first_root, "the earlier log is not part of the later one")
    must(two == second_root, "the path does not lead to the later root")


class Peaks:
    """The roots of the whole trees that a log is made of, the largest first."""

    def __init__(self, start, before):
        sizes = [1 << bit for bit in range(start.bit_length() - 1, -1, -1) if start >> bit & 1]
        must(len(sizes) == len(before), "what came before is not complete")
        self.peaks = list(zip(sizes, before, strict=True))

    def add(self, leaf):
        size, top = 1, leaf
        while self.peaks and self.peaks[-1][0] == size:
            size, top = 2 * size, node_hash(self.peaks.pop()[1], top)
        self.peaks.append((size, top))

    def root(self):
        must(self.peaks, "the batch is empty")
        *others, (_size, root) = self.peaks
        for _size, peak in reversed(others):
            root = node_hash(peak, root)
        return root


# --- signatures (RFC 8032, section 5.1.7) ----------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE_Y = 4 * pow(5, -1, P) % P


def x_of(y, odd):
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    must((x * x - square) % P == 0, "no point of the curve")
    return P - x if x % 2 != odd else x


def point(data):
    number = int.from_bytes(data, "little")
    y, odd = number & ((1 << 255) - 1), number >> 255
    must(y < P, "no point of the curve")
    x = x_of(y, odd)
    return x, y, 1, x * y % P


def plus(a, b):
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, of):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = plus(total, of)
        of, number = plus(of, of), number >> 1
    return total


def is_signed(public_key, text, signature):
    if len(public_key) != 32 or len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= ORDER:
        return False
    try:
        key, commitment = point(public_key), point(signature[:32])
    except Broken:
        return False
    challenge = hashlib.sha512(signature[:32] + public_key + text).digest()
    base = (x_of(BASE_Y, 0), BASE_Y, 1, x_of(BASE_Y, 0) * BASE_Y % P)
    left = times(scalar, base)
    right = plus(commitment, times(int.from_bytes(challenge, "little") % ORDER, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- heads -----------------------------------------------------------------------------------------


def signed_text(head):
    parts = ("lianxiao record 1", head["log"], str(head["size"]), head["root"], head["at"], head["previous"])
    return "\n".join(parts).encode()


class Trust:
    """The key and the heads that the reader brings along."""

    def __init__(self, key, kept):
        self.key = key
        self.kept = {(head["log"], head["size"]): head for head in kept}

    def check(self, head, key):
        must(self.key in (None, key), "the file names another public key than the one that you trust")
        must(
            is_signed(bytes.fromhex(key), signed_text(head), bytes.fromhex(head["signature"])),
            f"the head of {head['log']} at {head['size']} is not signed with this key",
        )
        kept = self.kept.get((head["log"], head["size"]))
        must(kept is None or signed_text(kept) == signed_text(head), "you keep another head of this size")


def check_heads(data, trust):
    previous = {}
    for head in data["heads"]:
        trust.check(head, data["public_key"])
        must(head["previous"] == previous.get(head["log"], ""), f"the head at {head['size']} does not follow")
        previous[head["log"]] = hashlib.sha256(signed_text(head)).hexdigest()
    return f"{len(data['heads'])} heads are signed and follow one another"


def check_proof(data, trust):
    head = data["head"]
    trust.check(head, data["public_key"])
    path = [bytes.fromhex(one) for one in data["path"]]
    root = root_of_path(leaf_hash(data["row"].encode()), data["position"], head["size"], path)
    must(root.hex() == head["root"], "the row does not lead to the root: it was altered")
    return f"the row stands in {head['log']} at {data['position']} of {head['size']}"


def check_two_heads(data, trust):
    first, second = data["first"], data["second"]
    for head in (first, second):
        trust.check(head, data["public_key"])
    must(first["log"] == second["log"], "heads of two logs")
    roots = [bytes.fromhex(head["root"]) for head in (first, second)]
    path = [bytes.fromhex(one) for one in data["path"]]
    check_consistency(first["size"], roots[0], second["size"], roots[1], path)
    return f"{second['log']} at {second['size']} begins with all {first['size']} rows of before"


def check_batch(lines, trust):
    header = json.loads(next(lines))
    head = header["head"]
    trust.check(head, header["public_key"])
    peaks = Peaks(header["start"], [bytes.fromhex(one) for one in header["before"]])
    count = header["start"]
    for line in lines:
        peaks.add(leaf_hash(line.rstrip("\n").encode()))
        count += 1
    must(count == head["size"], f"{head['size'] - count} rows are missing")
    must(peaks.root().hex() == head["root"], "the rows do not lead to the root: something was altered")
    return f"{count - header['start']} rows of {head['log']} lead to the head at {head['size']}"


def check(name, trust):
    with Path(name).open(encoding="utf-8", newline="\n") as file:
        if name.endswith(".jsonl"):
            return check_batch(iter(file), trust)
        data = json.load(file)
    for part, how in (("heads", check_heads), ("first", check_two_heads), ("row", check_proof)):
        if part in data:
            return how(data, trust)
    raise Broken("this is neither heads, nor a proof, nor a consistency proof")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="+")
    parser.add_argument("--key")
    parser.add_argument("--head", action="append", default=[])
    asked = parser.parse_args()
    kept = []
    for name in asked.head:
        with Path(name).open(encoding="utf-8") as file:
            kept.extend(json.load(file)["heads"])
    for name in asked.file:
        try:
            print(f"{name}: {check(name, Trust(asked.key, kept))}")
        except (Broken, KeyError, ValueError) as problem:
            print(f"{name}: BROKEN: {problem}")
            sys.exit(1)


if __name__ == "__main__":
    main()
