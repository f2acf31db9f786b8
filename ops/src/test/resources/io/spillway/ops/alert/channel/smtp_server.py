"""An SMTP server that prints each message that it takes as a line of JSON.

Arguments: port, mode (plain, starttls or tls), certificate with key.
With starttls and tls, users must authenticate as watch with the password s3cret.
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Sink:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("unknown"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.content.decode("utf-8"),
            "tls": session.ssl is not None or sys.argv[2] == "tls",
            "user": session.auth_data,
        }), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"watch", b"s3cret")
    return AuthResult(success=good, handled=good, auth_data=data.login.decode() if good else None)


async def main():
    port, mode, certificate = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    context = None
    if mode != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    options = {}
    if mode == "starttls":
        options = {"tls_context": context, "require_starttls": True}
    if mode != "plain":
        options |= {"authenticator": authenticate, "auth_required": True,
                    "auth_require_tls": mode == "starttls"}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Sink(), enable_SMTPUTF8=True, **options),
        host="127.0.0.1", port=port, ssl=context if mode == "tls" else None)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main())
