import { assert, describe, it } from "@effect/vitest"
import { memoryStore } from "@tallyhour/adapter-memory"
import { AgreementEventRefused, createMeter, UsageTransport } from "@tallyhour/core"
import { Layer, Result } from "effect"
import { canaries } from "../../../../tooling/canaries/canaries.ts"
import { lastHour } from "../../test/lastHour.ts"
import { certificate, signedConfirmation, signedNotification, topicArn } from "../../test/signedMessage.ts"
import { agreementWebhook } from "./agreementWebhook.ts"
import type { AgreementWebhookOptions } from "./AgreementWebhookOptions.ts"

const secret = canaries.webhookSecret
const deprovisioned = JSON.stringify({
  id: "e-1",
  source: "aws.agreement-marketplace",
  "detail-type": "License Deprovisioned - Manufacturer",
  time: "2026-03-10T12:10:31Z",
  detail: {
    acceptor: { accountId: "111111111111" },
    license: { arn: "aws:license-manager:us-east-1:294406891311:l-1b2c" },
    product: { code: "4ml54db8vrmju" }
  }
})

/** A webhook, and the kinds of events it followed. */
const aWebhook = (options: Partial<AgreementWebhookOptions> = {}) => {
  const heard: Array<string> = []
  const webhook = agreementWebhook({
    follow: (event) => Promise.resolve(heard.push(event._tag)),
    eventBridge: { secrets: ["an older secret, still believed", secret] },
    sns: { topicArns: [topicArn], fetchCertificate: () => Promise.resolve(certificate) },
    now: () => Date.parse("2026-03-10T12:10:30Z"),
    ...options
  })
  const post = async (body: string, headers: Record<string, string> = {}, method = "POST") => {
    const request = new Request("https://seller.example/agreements", {
      method,
      headers,
      ...(method === "POST" && { body })
    })
    return (await webhook(request)).status
  }
  return { heard, post, webhook }
}

const fromBridge = { "x-tallyhour-secret": secret }
const fromSns = { "x-amz-sns-message-type": "Notification" }

describe("agreementWebhook", () => {
  it("an event of EventBridge is followed by whoever knows a secret", async () => {
    const { heard, post } = aWebhook()

    const answers = [
      await post(deprovisioned, fromBridge),
      await post(deprovisioned, { "x-tallyhour-secret": "an older secret, still believed" }),
      await post(deprovisioned, { "x-tallyhour-secret": secret.slice(1) }),
      await post(deprovisioned, { "x-tallyhour-secret": "" }),
      await post(deprovisioned)
    ]

    assert.deepStrictEqual(answers, [204, 204, 401, 401, 401])
    assert.deepStrictEqual(heard, ["LicenseDeprovisioned", "LicenseDeprovisioned"])
  })

  it("a message of SNS is followed if SNS signed it", async () => {
    const { heard, post } = aWebhook()

    const answers = [
      await post(JSON.stringify(signedNotification()), fromSns),
      await post(JSON.stringify({ ...signedNotification(), Message: "{}" }), fromSns),
      await post("{", fromSns),
      await post(JSON.stringify(signedNotification({ Message: "hello" })), fromSns)
    ]

    assert.deepStrictEqual(answers, [204, 403, 403, 400])
    assert.deepStrictEqual(heard, ["UnsubscribePending"])
  })

  it("row 56: a confirmation is handed on and follows nothing", async () => {
    const told: Array<unknown> = []
    const { heard, post } = aWebhook({ onConfirmation: (message) => Promise.resolve(told.push(message)) })
    const body = JSON.stringify(signedConfirmation("http://169.254.169.254/"))

    const status = await post(body, { "x-amz-sns-message-type": "SubscriptionConfirmation" })

    assert.deepStrictEqual([status, heard, told.length], [202, [], 1])
    assert.notInclude(JSON.stringify(told), "2336412f37")
  })

  it.each([
    ["another method", "", fromBridge, "GET", 405],
    ["more than any message", "x".repeat(262_145), fromBridge, "POST", 413],
    ["more than any message of SNS", "x".repeat(262_145), fromSns, "POST", 413],
    ["what is no event", "{}", fromBridge, "POST", 400],
    ["nothing", "", fromBridge, "POST", 400]
  ] as const)("%s is answered, and nothing follows", async (_, body, headers, method, status) => {
    const { heard, post } = aWebhook()

    assert.deepStrictEqual([await post(body, headers, method), heard], [status, []])
  })

  it("what is not set up is not there", async () => {
    const { sns, ...bridgeOnly } = { sns: undefined, eventBridge: { secrets: [secret] } }
    const bridge = agreementWebhook({ follow: () => Promise.resolve(), ...bridgeOnly })
    const topics = agreementWebhook({ follow: () => Promise.resolve(), sns: { topicArns: [topicArn] } })
    const to = (headers: Record<string, string>) =>
      new Request("https://seller.example/", { method: "POST", headers, body: deprovisioned })

    const answers = [await bridge(to(fromSns)), await topics(to(fromBridge))]

    assert.deepStrictEqual([sns, ...answers.map(({ status }) => status)], [undefined, 404, 404])
  })

  it("an outage of ours lets AWS tell it again", async () => {
    const down = aWebhook({ follow: () => Promise.reject(new Error("no database")) })
    const noCertificate = aWebhook({
      sns: { topicArns: [topicArn], fetchCertificate: () => Promise.reject(new Error("no route")) }
    })

    const answers = [
      await down.post(deprovisioned, fromBridge),
      await noCertificate.post(JSON.stringify(signedNotification()), fromSns)
    ]

    assert.deepStrictEqual(answers, [503, 503])
  })

  it("a repeated event changes the subscription of a meter once", async () => {
    const meter = createMeter({
      catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
      store: memoryStore(),
      transport: Layer.mock(UsageTransport, {})
    })
    const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c"
    const agreement = { _tag: "License", buyer: "111111111111", licenseArn } as const
    const acme = { account: "acme", productCode: "4ml54db8vrmju", agreement, region: "us-east-1" }
    await meter.link({ ...acme, activeFrom: "2026-01-01T00:00:00Z" })
    const reports: Array<unknown> = []
    const { post } = aWebhook({ follow: async (event) => reports.push(await meter.follow(event)) })

    await post(deprovisioned, fromBridge)
    await post(deprovisioned, fromBridge)

    const change = { account: "acme", activeUntil: "2026-03-10T12:10:31.000Z", productCode: "4ml54db8vrmju" }
    assert.deepStrictEqual(reports, [
      { isNew: true, isParked: false, changes: [change] },
      { isNew: false, isParked: false, changes: [] }
    ])
    const refused = await meter.follow(JSON.parse(deprovisioned)).catch((error: unknown) => error)
    assert.instanceOf(refused, AgreementEventRefused)
    await meter.close()
  })

  it("F29: the example of the guide bills the hour in which the buyer leaves", async () => {
    assert.deepStrictEqual(await lastHour(), [7])
  })

  it("wrong options are refused at once, all of them, and no secret is quoted", () => {
    const thrown = Result.try(() =>
      agreementWebhook({
        follow: () => Promise.resolve(),
        eventBridge: { secrets: ["hunter2"], header: "a header" },
        sns: { topicArns: ["mine"], regions: ["s3"] }
      })
    )

    const message = Result.isFailure(thrown) ? String(thrown.failure) : ""
    for (const word of ["secrets", "header", "mine", "s3"]) assert.include(message, word)
    assert.notInclude(message, "hunter2")
    assert.throws(() => agreementWebhook({ follow: () => Promise.resolve() }), /nothing is taken/)
  })
})
