import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import { registrationProblems } from "./registrationProblems.ts"

const right = {
  onFailure: "stop",
  productCode: "4ml54db8vrmju",
  publicKey: "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
  publicKeyVersion: 1
}

const productCode =
  "productCode is not the product code that AWS Marketplace shows; a product id begins with prod-"
const publicKeyVersion = "publicKeyVersion is not a whole number from 1"
const publicKey = "publicKey is no public key in PEM, which begins with -----BEGIN PUBLIC KEY-----"
const onFailure = 'onFailure is neither "stop" nor "continue" nor { graceFor: Duration }'
const retryFor = "retryFor is not a Duration of more than nothing"

describe("registrationProblems", () => {
  it.each([
    {},
    { onFailure: "continue" },
    { onFailure: { graceFor: Duration.millis(1) } },
    { publicKey: `\n ${right.publicKey}` },
    { publicKeyVersion: 7 },
    { retryFor: undefined },
    { retryFor: Duration.seconds(1) }
  ])("%j is right", (change) => {
    assert.deepStrictEqual(registrationProblems({ ...right, ...change }), [])
  })

  it.each([
    [{ productCode: "prod-4ml54db8vrmju" }, productCode],
    [{ productCode: 7 }, productCode],
    [{ publicKeyVersion: 0 }, publicKeyVersion],
    [{ publicKeyVersion: 1.5 }, publicKeyVersion],
    [{ publicKeyVersion: "1" }, publicKeyVersion],
    [{ publicKey: "MIIB" }, publicKey],
    [{ publicKey: `x${right.publicKey}` }, publicKey],
    [{ publicKey: 7 }, publicKey],
    [{ onFailure: "go on" }, onFailure],
    [{ onFailure: null }, onFailure],
    [{ onFailure: {} }, onFailure],
    [{ onFailure: { graceFor: 60 } }, onFailure],
    [{ onFailure: { graceFor: Duration.zero } }, onFailure],
    [{ retryFor: Duration.zero }, retryFor],
    [{ retryFor: 60 }, retryFor],
    [{ onfailure: "stop" }, "onfailure is not a choice of the registration; did you mean onFailure?"]
  ])("%j is wrong by itself", (change, problem) => {
    assert.deepStrictEqual(registrationProblems({ ...right, ...change }), [problem])
  })

  it("all that is missing is said at once", () => {
    assert.deepStrictEqual(registrationProblems({}), [productCode, publicKeyVersion, publicKey, onFailure])
  })
})
