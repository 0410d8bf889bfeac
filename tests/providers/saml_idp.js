/* A SAML identity provider as a process of its own: the library that Auth0 runs, and a person named in the address.
   What it must not do, the address asks for: audience, inResponseTo, key (of a stranger), seconds (of life), unsigned. */
"use strict";
const express = require("express");
const samlp = require("samlp");
const fs = require("fs");

const [folder, port] = process.argv.slice(2);
const read = (name) => fs.readFileSync(`${folder}/${name}`, "utf8");
const base = `http://127.0.0.1:${port}`;

class Person {
  constructor(person) { this.person = person; }
  getClaims() {
    return { "urn:oid:1.3.6.1.4.1.5923.1.1.1.10": this.person.id, displayName: this.person.name };
  }
  getNameIdentifier() {
    return { nameIdentifier: this.person.id, nameIdentifierFormat: this.person.format };
  }
}

const app = express();
app.get("/sso", (request, response, next) => {
  const asked = request.query;
  const format = `urn:oasis:names:tc:SAML:2.0:nameid-format:${asked.format || "persistent"}`;
  samlp.auth({
    issuer: `${base}/idp`,
    cert: read(asked.key ? "stranger.crt" : "idp.crt"),
    key: read(asked.key ? "stranger.key" : "idp.key"),
    audience: asked.audience,
    inResponseTo: asked.inResponseTo,
    destination: asked.destination || asked.acs,
    recipient: asked.recipient || asked.acs,
    lifetimeInSeconds: Number(asked.seconds || 300),
    signAssertion: !asked.unsigned,
    signResponse: false,
    profileMapper: (person) => new Person(person),
    getUserFromRequest: () => ({ id: asked.as, name: "张三", format }),
    getPostURL: (audience, document, incoming, done) => done(null, asked.acs),
  })(request, response, next);
});
app.listen(Number(port), "127.0.0.1", () => console.log("ready"));
