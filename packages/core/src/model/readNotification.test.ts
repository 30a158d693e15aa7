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

  it.each([
    ["nothing", undefined, "NotJson"],
    ["text that is no JSON", "<html>", "NotJson"],
    ["more than any message of AWS", envelope("x").Message.padEnd(262_145), "TooLarge"],
    ["a confirmation", envelope(message(), { Type: "SubscriptionConfirmation" }), "NotOurs"],
    ["no envelope", message(), "NotOurs"],
    ["no id", envelope(message(), { MessageId: "" }), "Malformed"],
    ["an id with a NUL", envelope(message(), { MessageId: "\u0000" }), "Malformed"],
    ["a time that never was", envelope(message(), { Timestamp: "2026-03-10T25:00:00Z" }), "Malformed"],
    ["a message that is no JSON", envelope("hello"), "NotJson"],
    ["a message larger than any", envelope("x".repeat(262_145)), "TooLarge"],
    ["no action", envelope(message({ action: undefined })), "Malformed"],
    ["no customer", envelope(message({ "customer-identifier": "" })), "Malformed"],
    ["a customer without end", envelope(message({ "customer-identifier": "x".repeat(256) })), "Malformed"],
    ["no product", envelope(message({ "product-code": null })), "Malformed"],
    ["a free trial that is neither", envelope(message({ isFreeTrialTermPresent: "no" })), "Malformed"]
  ])("%s is refused: %s", (_, hostile, code) => {
    const refusal = Result.getOrThrow(Result.flip(readNotification(hostile)))

    assert.strictEqual(refusal.code, code)
  })
})
