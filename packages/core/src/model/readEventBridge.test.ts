import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { at } from "../testing/builders.ts"
import { readEventBridge } from "./readEventBridge.ts"

const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c3d4e5f60718293a4b5c6d7e8f901"
const licenseId = "l-1b2c3d4e5f60718293a4b5c6d7e8f901"

/** A body as a seller captured it, with other names. */
const body = (detailType: string, detail: object = {}, changes: object = {}) => ({
  version: "0",
  id: "7bb94adb-8021-4d1c-8a51-0a8f7b1ea5c0",
  "detail-type": detailType,
  source: "aws.agreement-marketplace",
  account: "222222222222",
  time: "2026-08-20T14:24:23Z",
  region: "us-east-1",
  resources: ["arn:aws:aws-marketplace::aws:agreement:agmt-EXAMPLE"],
  detail: {
    requestId: "00000000-0000-4000-8000-000000000000",
    catalog: "AWSMarketplace",
    agreement: { id: "agmt-EXAMPLE" },
    acceptor: { accountId: "111111111111" },
    proposer: { accountId: "222222222222" },
    offer: { id: "offer-EXAMPLE" },
    ...detail
  },
  ...changes
})

const licensed = { license: { arn: licenseArn }, product: { id: "prod-EXAMPLE", code: "4ml54db8vrmju" } }

describe("readEventBridge", () => {
  it("a license's event tells license, buyer, product and instant", () => {
    const event = Result.getOrThrow(readEventBridge(body("License Updated - Manufacturer", licensed)))

    assert.deepStrictEqual(event, {
      _tag: "LicenseUpdated",
      eventId: "7bb94adb-8021-4d1c-8a51-0a8f7b1ea5c0",
      at: at("2026-08-20T14:24:23Z"),
      agreementId: "agmt-EXAMPLE",
      buyer: "111111111111",
      licenseId,
      productCode: "4ml54db8vrmju"
    })
  })

  it.each([
    ["Purchase Agreement Created - Proposer", "Created"],
    ["Purchase Agreement Created - Manufacturer", "Created"],
    ["Purchase Agreement Amended - Proposer", "Amended"],
    ["Purchase Agreement Ended - Proposer", "Ended"],
    ["License Updated - Manufacturer", "LicenseUpdated"],
    ["License Updated - Proposer", "LicenseUpdated"],
    ["License Deprovisioned - Manufacturer", "LicenseDeprovisioned"],
    ["Purchase Agreement Ending - Proposer", "Unknown"],
    ["Something AWS has yet to invent", "Unknown"]
  ])("%s is %s", (detailType, tag) => {
    const event = Result.getOrThrow(readEventBridge(JSON.stringify(body(detailType, licensed))))

    assert.strictEqual(event._tag, tag)
  })

  it("what a contract's event says of its intent and status is kept", () => {
    const created = readEventBridge(
      body("Purchase Agreement Created - Proposer", {
        agreement: { id: "agmt-EXAMPLE", intent: "NEW", status: "ACTIVE", endTime: "9999-01-01T00:00:00Z" },
        resaleAuthorization: { id: null }
      })
    )
    const ended = readEventBridge(
      body("Purchase Agreement Ended - Proposer", { agreement: { id: "agmt-EXAMPLE", status: "CANCELLED" } })
    )

    const [one, two] = [Result.getOrThrow(created), Result.getOrThrow(ended)]
    assert.deepStrictEqual(
      [one._tag === "Created" && one.intent, two._tag === "Ended" && two.status],
      ["NEW", "CANCELLED"]
    )
  })

  it.each([
    licenseArn,
    `arn:aws:license-manager:us-east-1:294406891311:license:${licenseId}`,
    `arn:aws:license-manager::294406891311:license/${licenseId}`,
    `aws:license-manager:us-east-1:294406891311:${licenseId}`,
    `aws:license-manager:us-east-1:294406891311:license:${licenseId}`
  ])("row 28: a license spelt %s is the same license", (arn) => {
    const event = Result.getOrThrow(
      readEventBridge(body("License Deprovisioned - Manufacturer", { ...licensed, license: { arn } }))
    )

    assert.strictEqual(event.licenseId, licenseId)
  })

  const bottomless: Record<string, unknown> = { source: "aws.agreement-marketplace" }
  bottomless["detail"] = bottomless

  it.each([
    ["nothing", undefined, "NotJson"],
    ["a number", 7, "NotJson"],
    ["a list", [body("License Updated")], "NotJson"],
    ["text that is no JSON", "{", "NotJson"],
    ["JSON that is no object", '"text"', "NotJson"],
    ["more than any message of AWS", `{"source":"${"x".repeat(262_144)}"}`, "TooLarge"],
    ["a hundred thousand brackets", "[".repeat(100_000), "NotJson"],
    ["another source", body("License Updated", licensed, { source: "aws.ec2" }), "NotOurs"],
    ["no source", {}, "NotOurs"],
    ["no id", body("License Updated", licensed, { id: undefined }), "Malformed"],
    ["an empty id", body("License Updated", licensed, { id: "" }), "Malformed"],
    ["an id without end", body("License Updated", licensed, { id: "x".repeat(256) }), "Malformed"],
    ["an id with a NUL", body("License Updated", licensed, { id: "\u0000" }), "Malformed"],
    [
      "half a surrogate pair",
      body("License Updated", { ...licensed, product: { code: "\ud800" } }),
      "Malformed"
    ],
    ["no time", body("License Updated", licensed, { time: undefined }), "Malformed"],
    [
      "a time without a zone",
      body("License Updated", licensed, { time: "2026-08-20T14:24:23" }),
      "Malformed"
    ],
    [
      "a time that never was",
      body("License Updated", licensed, { time: "2026-02-30T00:00:00Z" }),
      "Malformed"
    ],
    ["no detail", body("License Updated", licensed, { detail: null }), "Malformed"],
    ["a license's event without a license", body("License Deprovisioned - Manufacturer"), "Malformed"],
    ["a license of nothing", body("License Updated", { license: {} }), "Malformed"],
    ["a license without end", body("License Updated", { license: { arn: "x".repeat(513) } }), "Malformed"],
    [
      "a buyer that is a number",
      body("License Updated", { ...licensed, acceptor: { accountId: 1 } }),
      "Malformed"
    ],
    ["an object without end", bottomless, "Malformed"],
    [
      "a getter that throws",
      Object.defineProperty({}, "source", {
        get: () => {
          throw new Error("no")
        }
      }),
      "Malformed"
    ]
  ])("%s is refused: %s", (_, hostile, code) => {
    const refusal = Result.getOrThrow(Result.flip(readEventBridge(hostile)))

    assert.strictEqual(refusal.code, code)
  })

  it("keys of prototypes are no fields", () => {
    const text = JSON.stringify(body("License Updated - Manufacturer", licensed)).replace(
      '"version"',
      '"__proto__":{"polluted":true},"constructor":{},"version"'
    )

    const event = Result.getOrThrow(readEventBridge(text))

    assert.deepStrictEqual(["polluted" in event, "polluted" in {}], [false, false])
  })
})
