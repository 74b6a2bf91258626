"""The worked examples of chapters 02, 04, 05 and 06, byte by byte."""

import json
import re
import unittest
from pathlib import Path

from pannier_verify import base64url, container, head, keys, share, tree
from pannier_verify.findings import Departure
from pannier_verify.source import Memory

ROOT = Path(__file__).resolve().parents[3]
KAT = ROOT / "conformance" / "vendor" / "pannier-kat"


def hexdump(chapter: str) -> bytes:
    """The first hex dump of a chapter."""
    text = (ROOT / "spec" / chapter).read_text()
    block = text.split("```hexdump\n")[1].split("```")[0]
    return bytes.fromhex(" ".join(line[6:53] for line in block.splitlines()))


class Container(unittest.TestCase):
    data = hexdump("02-container.md")

    def test_the_example(self) -> None:
        opened = container.open_container(Memory(self.data))
        self.assertEqual(len(self.data), 552)
        self.assertEqual(list(opened.entries), ["mimetype", "head.sdjwt", "secret.bin", "parts/k3.ndjson"])
        self.assertEqual(opened.entries["head.sdjwt"].read(), b"e30.e30.AA~")
        self.assertEqual(self.data[38:72], container.MEDIA_TYPE)

    def test_any_changed_byte_is_refused_or_changes_nothing(self) -> None:
        """Of 552 bytes those that may be another are time, host and attributes: nobody signs them."""
        whole = {name: entry.read() for name, entry in container.open_container(Memory(self.data)).entries.items()}
        for place in range(len(self.data)):
            changed = bytearray(self.data)
            changed[place] ^= 0x55
            try:
                opened = container.open_container(Memory(bytes(changed)))
            except Departure:
                continue
            self.assertEqual({name: entry.read() for name, entry in opened.entries.items()}, whole, place)

    def test_any_shorter_file_is_refused(self) -> None:
        for length in range(len(self.data)):
            with self.assertRaises(Departure):
                container.open_container(Memory(self.data[:length]))


class Trees(unittest.TestCase):
    secret = bytes.fromhex("c28a3573cf8c5614be9c41f0d241752daf12f33437640d8c15040b3935fcdf6d")
    rows = [f'"k":"value {index}"'.encode() for index in range(5)]
    root = bytes.fromhex("b13a16b0fd30bbb55996ef6b94b7c869b9d43b687e7314ad99df188517f84591")
    streams = (
        "a0140d0614264828b0c637237ccaf4e7fadebfbb44372bdbeeadd0bb94a0d6e9",
        "de045a54db80b6ad3d351e74369c0fbbae4a53e8ccaa81e801a5167c4be7553a"
        "938fa1ee51decf44d9727582d1836b39b4a13028e4b0415e9cf0fbb690ded8f5",
    )

    def grow(self) -> tree.Tree:
        return tree.Tree(tree.context("kat-jti", "p0", "u"), self.rows.__getitem__)

    def test_the_example(self) -> None:
        self.assertEqual(tree.context("kat-jti", "p0", "u").hex(), "3fa1ec6d44b9f04049c270a2c78c9807")
        seed = tree.root_seed(self.secret, "kat-jti", "p0", "u")
        self.assertEqual(seed.hex(), "69769ba6ad351d627d4ba0a04deae1ff")
        self.assertEqual(self.grow().open(0, 5, seed), self.root)
        self.assertEqual(tree.decoy(self.secret, "kat-jti", 0), "qNC-UjZVv5-9-rT20yLmDnE5hZOzDLYuuG-6UOH5zxA")

    def test_the_walk_of_rows_1_to_3(self) -> None:
        streams = tree.Streams(*(bytes.fromhex(text) for text in self.streams))
        self.assertEqual(self.grow().walk(0, 5, [(1, 4)], streams), self.root)
        self.assertTrue(streams.used_up)

    def test_streams_that_are_too_short(self) -> None:
        for cut in ((16, 0), (0, 32)):
            seeds, nodes = (bytes.fromhex(text) for text in self.streams)
            streams = tree.Streams(seeds[: len(seeds) - cut[0]], nodes[: len(nodes) - cut[1]])
            with self.assertRaises(tree.Inexact):
                self.grow().walk(0, 5, [(1, 4)], streams)

    def test_split(self) -> None:
        cases = [((0, 2), 1), ((0, 3), 2), ((0, 4), 2), ((0, 5), 4), ((4, 7), 6), ((0, 2**32 - 1), 2**31)]
        for (low, high), middle in cases:
            self.assertEqual(tree.split(low, high), middle)


class Heads(unittest.TestCase):
    def test_digests_of_the_example(self) -> None:
        jwt, *disclosures = container.open_container(
            Memory((KAT / "full.es256.pannier.zip").read_bytes())
        ).entries["head.sdjwt"].read().decode().split("~")  # fmt: skip
        claims = json.loads(base64url.decode(jwt.split(".")[1]) or b"")
        listed = [element["..."] for element in claims["parts"]]
        self.assertEqual([head.digest(text) for text in disclosures[:3]], listed[:3])

    def test_share_a_of_the_known_answers(self) -> None:
        opened = container.open_container(Memory((KAT / "share-a-fields.pannier.zip").read_bytes()))
        given = opened.entries["share.json"].read()
        self.assertEqual(base64url.encode(tree.sha256(given)), "Y0CWaS3QEqlioPQlRFN3LS9BffLvrPBh7WarbDmOvpE")
        sd_jwt = opened.entries["head.sdjwt"].read()
        presented = sd_jwt[: sd_jwt.rindex(b"~") + 1]
        self.assertEqual(base64url.encode(tree.sha256(presented)), "9w40Hr4cOAkOJFBk5v_hrlBZ0gGcvOHB2fVqVA5KTu8")


class Keys(unittest.TestCase):
    listed = {"kty": "OKP", "crv": "Ed25519", "x": "9HnhqtTpp8kNMDUvsjE7MTHtfuScQCYQ7iJo2WZaj84"}

    def test_thumbprints_of_rfc_7638_keys(self) -> None:
        text = re.search(r'"jwk":(\{"kty":"EC".*?\})', (ROOT / "spec" / "08-trust.md").read_text())
        assert text is not None
        key = keys.parse(json.loads(text.group(1)))
        assert key is not None
        self.assertEqual(key.thumbprint, "1fujOHd8I7gwTO263dEoPFz92UqRHap-7yEvM0VwmYk")

    def test_what_a_key_says_of_itself(self) -> None:
        good = keys.parse(self.listed)
        assert good is not None
        for members, accepted in [
            ({"alg": "Ed25519"}, True), ({"alg": "EdDSA"}, False), ({"use": "sig"}, True), ({"use": "enc"}, False),
            ({"kid": good.thumbprint}, True), ({"kid": "x"}, False), ({"d": "x"}, False), ({"y": "x"}, False),
        ]:  # fmt: skip
            self.assertEqual(keys.parse({**self.listed, **members}) is not None, accepted, members)

    def test_points_of_small_order_and_of_two_spellings(self) -> None:
        p = 2**255 - 19
        order_8 = 2707385501144840649318225287225658788936804267575313519463743609750303021818
        for number in [0, 1, p - 1, p, p + 1, order_8, p - order_8, 1 | 1 << 255, 2**255 - 1]:
            encoded = base64url.encode(number.to_bytes(32, "little"))
            self.assertIsNone(keys.parse({**self.listed, "x": encoded}), number)


class Ranges(unittest.TestCase):
    def test_subtract(self) -> None:
        for ranges, holes, left in [
            ([(0, 5)], [], [(0, 5)]),
            ([(0, 5)], [(1, 2), (4, 5)], [(0, 1), (2, 4)]),
            ([(0, 3), (4, 9)], [(2, 6)], [(0, 2), (6, 9)]),
            ([(0, 3), (4, 9)], [(0, 9)], []),
            ([(2, 4)], [(0, 1), (5, 6)], [(2, 4)]),
        ]:
            self.assertEqual(share.subtract(ranges, holes), left)


if __name__ == "__main__":
    unittest.main()
