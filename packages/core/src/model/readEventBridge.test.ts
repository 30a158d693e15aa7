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

/** As it comes: what is undefined is not there. */
const textOf = (detailType: string, detail: object) => JSON.stringify(body(detailType, detail))

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

  it.each([
    ["null", { agreement: null, acceptor: null, license: null, product: null }],
    [
      "parts of nothing",
      {
        agreement: { id: null, intent: null, status: null },
        acceptor: { accountId: null },
        license: undefined,
        product: { code: null }
      }
    ],
    [
      "empty text",
      { agreement: { id: "", intent: "", status: "" }, acceptor: { accountId: "" }, product: { code: "" } }
    ],
    ["nothing", { agreement: undefined, acceptor: undefined }],
    ["parts that lack all", { agreement: {}, acceptor: {}, product: {} }]
  ])("what an event tells as %s is absent", (_, detail) => {
    const kinds = ["Purchase Agreement Created", "Purchase Agreement Ended"]

    const events = kinds.map((kind) => Result.getOrThrow(readEventBridge(textOf(kind, detail))))

    const fields = { eventId: "7bb94adb-8021-4d1c-8a51-0a8f7b1ea5c0", at: at("2026-08-20T14:24:23Z") }
    assert.deepStrictEqual<unknown>(events, [
      { _tag: "Created", ...fields },
      { _tag: "Ended", ...fields }
    ])
  })

  it("what is not kept may be of any type and length", () => {
    const event = readEventBridge(
      body("License Updated - Manufacturer", {
        license: { arn: licenseArn, id: 7 },
        product: { id: 7, code: "4ml54db8vrmju", status: {} },
        agreement: { id: "agmt-EXAMPLE", code: ["x".repeat(1_000)] },
        proposer: null
      })
    )

    assert.strictEqual(Result.getOrThrow(event).productCode, "4ml54db8vrmju")
  })

  it.each([
    ["Something AWS has yet to invent - Acceptor", "Something AWS has yet to invent"],
    ["Purchase Agreement Ended - Somebody", "Purchase Agreement Ended - Somebody"],
    ["License Updated - Proposer - Proposed", "License Updated - Proposer - Proposed"]
  ])("%s is kept as %s, without its sender where that is one", (detailType, kind) => {
    const event = Result.getOrThrow(readEventBridge(body(detailType, licensed)))

    assert.strictEqual(event._tag === "Unknown" && event.kind, kind)
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
  const throwing = Object.defineProperty({}, "source", {
    get: () => {
      throw new Error("no")
    }
  })
  const withDetail = (detail: object) => body("License Updated", { ...licensed, ...detail })
  const changed = (changes: object) => body("License Updated", licensed, changes)

  const noObject = "it is no JSON object"
  const notOurs = "its source is not aws.agreement-marketplace"
  const field = "a field of it is missing, or of another type"
  const unkept = "a field of it is nothing that can be kept"
  const noTime = "its time is not RFC 3339 text with a zone, epoch seconds, or a valid date"

  it.each([
    ["nothing", undefined, "NotJson", noObject],
    ["a number", 7, "NotJson", noObject],
    ["a list", [changed({})], "NotJson", noObject],
    ["text that is no JSON", "{", "NotJson", noObject],
    ["a hundred thousand brackets", "[".repeat(100_000), "NotJson", noObject],
    ["another source", changed({ source: "aws.ec2" }), "NotOurs", notOurs],
    ["no source", {}, "NotOurs", notOurs],
    ["no id", changed({ id: undefined }), "Malformed", field],
    ["an empty id", changed({ id: "" }), "Malformed", field],
    ["an id without end", changed({ id: "x".repeat(256) }), "Malformed", unkept],
    ["an id with a NUL", changed({ id: "\u0000" }), "Malformed", unkept],
    ["half a surrogate pair", withDetail({ product: { code: "\ud800" } }), "Malformed", unkept],
    ["no kind", changed({ "detail-type": "" }), "Malformed", field],
    ["a kind without end", changed({ "detail-type": "x".repeat(256) }), "Malformed", unkept],
    ["no time", changed({ time: undefined }), "Malformed", field],
    ["a time without a zone", changed({ time: "2026-08-20T14:24:23" }), "Malformed", noTime],
    [
      "a time that never was",
      changed({ time: "2026-02-30T00:00:00Z" }),
      "Malformed",
      "its time names a day that does not exist"
    ],
    ["no detail", changed({ detail: null }), "Malformed", field],
    ["a license of nothing", withDetail({ license: {} }), "Malformed", field],
    ["a license without a name", withDetail({ license: { arn: "" } }), "Malformed", unkept],
    ["a license without end", withDetail({ license: { arn: "x".repeat(256) } }), "Malformed", unkept],
    ["a buyer that is a number", withDetail({ acceptor: { accountId: 1 } }), "Malformed", field],
    ["a product that is a number", withDetail({ product: { code: 1 } }), "Malformed", field],
    ["an agreement that is a number", withDetail({ agreement: { id: 1 } }), "Malformed", field],
    ["an object without end", bottomless, "Malformed", field],
    ["a getter that throws", throwing, "Malformed", "it cannot be read at all"]
  ])("%s is refused, and told why", (_, hostile, code, problem) => {
    assert.deepStrictEqual(refusalOf(hostile), [code, problem])
  })

  it.each(["License Updated - Proposer", "License Deprovisioned - Manufacturer"])(
    "%s must tell of a license, or it is refused",
    (detailType) => {
      for (const license of [undefined, null]) {
        const refusal = refusalOf(textOf(detailType, { license }))

        assert.deepStrictEqual(refusal, ["Malformed", "it tells of a license and names none"])
      }
    }
  )

  it("keys of prototypes are no fields", () => {
    const text = JSON.stringify(body("License Updated - Manufacturer", licensed)).replace(
      '"version"',
      '"__proto__":{"polluted":true},"constructor":{},"version"'
    )

    const event = Result.getOrThrow(readEventBridge(text))

    assert.deepStrictEqual(["polluted" in event, "polluted" in {}], [false, false])
  })
})

const refusalOf = (hostile: unknown) =>
  Result.match(readEventBridge(hostile), {
    onFailure: ({ code, problem }) => [code, problem],
    onSuccess: ({ _tag }) => `it is ${_tag}`
  })
