"""Checks a head with libraries of others, and prints one line for each: its name and `ok` or `refused`.

    jose.py head HEAD KEY             the issuer's signature; KEY is a file with a JWK
    jose.py share HEAD KEY AUD NONCE  also disclosures and key binding, by an SD-JWT library; the number of parts shown is printed
"""

import json
import sys

import jwt
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from sd_jwt.verifier import SDJWTVerifier


def pyjwt(token, key):
    # RFC 9864 names the algorithm Ed25519; this library knows it by its older name only.
    algorithm = {"EC": "ES256"}.get(key["kty"])
    if algorithm is None:
        return None
    try:
        jwt.PyJWS().decode(token, jwt.PyJWK(key, algorithm).key, algorithms=[algorithm])
        return "ok"
    except jwt.PyJWTError:
        return "refused"


def jwcrypto(token, key):
    algorithm = {"EC": "ES256", "OKP": "Ed25519"}[key["kty"]]
    try:
        jws = JWS()
        jws.allowed_algs = [algorithm]
        jws.deserialize(token)
        jws.verify(JWK(**key), alg=algorithm)
        return "ok"
    except JWException:
        return "refused"


def sd_jwt(head, key, aud, nonce):
    try:
        verifier = SDJWTVerifier(head, lambda issuer, header: JWK(**key), aud, nonce)
        return f"ok {len(verifier.get_verified_payload()['parts'])}"
    except (JWException, ValueError) as error:
        print(error, file=sys.stderr)
        return "refused"


def main(what, head, key, *binding):
    with open(head, encoding="ascii") as file:
        head = file.read()
    with open(key, encoding="utf-8") as file:
        key = json.load(file)
    if what == "share":
        print("sd-jwt", sd_jwt(head, key, *binding))
        return
    token = head.split("~")[0]
    for library in (pyjwt, jwcrypto):
        answer = library(token, key)
        if answer is not None:
            print(library.__name__, answer)


main(*sys.argv[1:])
