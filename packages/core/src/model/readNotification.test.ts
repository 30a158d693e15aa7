import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { at } from "../testing/builders.ts"
import { readNotification } from "./readNotification.ts"

const message = (changes: object = {}) => ({
  action: "subscribe-success",
  "customer-identifier": "X01EXAMPLEX",
  "product-code": "4ml54db8vrmju",
  isFreeTrialTermPresent: "false",
  ...changes
})

const envelope = (told: unknown, changes: object = {}) => ({
  Type: "Notification",
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-4ml54db8vrmju",
  Timestamp: "2026-03-10T12:10:00.123Z",
  Message: typeof told === "string" ? told : JSON.stringify(told),
  ...changes
})

describe("readNotification", () => {
  it("a notification tells customer, product and instant", () => {
    const event = Result.getOrThrow(readNotification(envelope(message({ "offer-identifier": "offer-1" }))))

    assert.deepStrictEqual(event, {
      _tag: "Subscribed",
      eventId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
      at: at("2026-03-10T12:10:00.123Z"),
      customerIdentifier: "X01EXAMPLEX",
      productCode: "4ml54db8vrmju",
      isFreeTrial: false
    })
  })

  it.each([
    ["subscribe-success", "Subscribed"],
    ["subscribe-fail", "SubscribeFailed"],
    ["unsubscribe-pending", "UnsubscribePending"],
    ["unsubscribe-success", "Unsubscribed"],
    ["entitlement-updated", "EntitlementUpdated"],
    ["SUBSCRIBE-SUCCESS", "Unknown"],
    ["constructor", "Unknown"]
  ])("%s is %s", (action, tag) => {
    const event = Result.getOrThrow(readNotification(JSON.stringify(envelope(message({ action })))))

    assert.strictEqual(event._tag, tag)
  })

  it.each([
    ["false", false],
    ["true", true],
    [false, false],
    [true, true],
    [undefined, false]
  ])("row 57: isFreeTrialTermPresent %j is %s", (isFreeTrialTermPresent, isFreeTrial) => {
    const event = Result.getOrThrow(readNotification(envelope(message({ isFreeTrialTermPresent }))))

    assert.strictEqual(event._tag === "Subscribed" && event.isFreeTrial, isFreeTrial)
  })

  it("an action that is not known is kept by its name", () => {
    const event = Result.getOrThrow(readNotification(envelope(message({ action: "subscribe-again" }))))

    assert.strictEqual(event._tag === "Unknown" && event.kind, "subscribe-again")
  })

  const noObject = "it is no JSON object"
  const notOurs = "it is no notification of SNS"
  const lacks = "its envelope lacks an id, a time or a message"
  const nameless = "its message names no action, buyer or product"
  const unkept = "a field of it is nothing that can be kept"
  const tooLarge = "it has 262145 characters, and no message of AWS has more than 262144"
  const throwing = Object.defineProperty({}, "Type", {
    get: () => {
      throw new Error("no")
    }
  })

  it.each([
    ["nothing", undefined, "NotJson", noObject],
    ["text that is no JSON", "<html>", "NotJson", noObject],
    ["more than any message of AWS", envelope("x").Message.padEnd(262_145), "TooLarge", tooLarge],
    ["a confirmation", envelope(message(), { Type: "SubscriptionConfirmation" }), "NotOurs", notOurs],
    ["no envelope", message(), "NotOurs", notOurs],
    ["no id", envelope(message(), { MessageId: "" }), "Malformed", lacks],
    ["an id with a NUL", envelope(message(), { MessageId: "\u0000" }), "Malformed", unkept],
    ["no time", envelope(message(), { Timestamp: undefined }), "Malformed", lacks],
    [
      "a time that never was",
      envelope(message(), { Timestamp: "2026-03-10T25:00:00Z" }),
      "Malformed",
      "its time names a time of day that does not exist"
    ],
    ["no message", envelope(message(), { Message: message() }), "Malformed", lacks],
    ["a message that is no JSON", envelope("hello"), "NotJson", noObject],
    ["a message larger than any", envelope("x".repeat(262_145)), "TooLarge", tooLarge],
    ["no action", envelope(message({ action: undefined })), "Malformed", nameless],
    ["an action without end", envelope(message({ action: "x".repeat(256) })), "Malformed", unkept],
    ["no customer", envelope(message({ "customer-identifier": "" })), "Malformed", nameless],
    [
      "a customer without end",
      envelope(message({ "customer-identifier": "x".repeat(256) })),
      "Malformed",
      unkept
    ],
    ["no product", envelope(message({ "product-code": null })), "Malformed", nameless],
    [
      "a free trial that is neither",
      envelope(message({ isFreeTrialTermPresent: "no" })),
      "Malformed",
      nameless
    ],
    ["a getter that throws", throwing, "Malformed", "it cannot be read at all"]
  ])("%s is refused, and told why", (_, hostile, code, problem) => {
    assert.deepStrictEqual(refusalOf(hostile), [code, problem])
  })
})

const refusalOf = (hostile: unknown) =>
  Result.match(readNotification(hostile), {
    onFailure: ({ code, problem }) => [code, problem],
    onSuccess: ({ _tag }) => `it is ${_tag}`
  })
