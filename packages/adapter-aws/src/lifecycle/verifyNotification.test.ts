import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Redacted } from "effect"
import { expired, inForce } from "../../test/certificates.ts"
import {
  certificate,
  certificateUrl,
  type Fields,
  signedConfirmation,
  signedNotification,
  topicArn
} from "../../test/signedMessage.ts"
import { type NotificationOptions, verifyNotification } from "./verifyNotification.ts"

const now = DateTime.makeUnsafe("2026-03-10T12:10:30Z")

/** A verifier of the topic, and every address that it fetched. */
const aVerifier = (options: Partial<NotificationOptions> = {}) => {
  const fetched: Array<string> = []
  const fetchCertificate = (url: string) => {
    fetched.push(url)
    return Promise.resolve(certificate)
  }
  return { fetched, verify: verifyNotification({ topicArns: [topicArn], fetchCertificate, ...options }) }
}

const at = (time: string) => DateTime.makeUnsafe(time)

describe("verifyNotification", () => {
  it.effect.each(["1", "2"])("a message that SNS signed in version %s is believed", (SignatureVersion) =>
    Effect.gen(function* () {
      const { verify } = aVerifier()
      const message = signedNotification({ SignatureVersion, Subject: "AWS Marketplace" })

      const verified = yield* verify(message, now)

      assert.deepStrictEqual(verified, { _tag: "Notification", body: message })
    })
  )

  const s3 = "https://sns.s3.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem"

  const refused: ReadonlyArray<readonly [string, Fields, string, Partial<NotificationOptions>?]> = [
    ["another topic", signedNotification({ TopicArn: topicArn.replace("2872", "9999") }), "WrongTopic"],
    [
      "version 1 where 2 is required",
      signedNotification({ SignatureVersion: "1" }),
      "WrongSignatureVersion",
      { signatureVersions: ["2"] }
    ],
    ["a version that does not exist", signedNotification({ SignatureVersion: "3" }), "WrongSignatureVersion"],
    ["more than an hour", signedNotification({ Timestamp: "2026-03-10T11:10:29.999Z" }), "OutOfTime"],
    ["a time to come", signedNotification({ Timestamp: "2026-03-10T12:15:31.000Z" }), "OutOfTime"],
    ["a time that never was", signedNotification({ Timestamp: "2026-02-30T12:15:31.000Z" }), "Malformed"],
    ["a certificate in a bucket", signedNotification({ SigningCertURL: s3 }), "WrongCertificateUrl"],
    [
      "a certificate over http",
      certificateAt(certificateUrl.replace("https:", "http:")),
      "WrongCertificateUrl"
    ],
    [
      "another host",
      certificateAt("https://sns.evil.example/SimpleNotificationService-0a.pem"),
      "WrongCertificateUrl"
    ],
    [
      "a host that only begins so",
      certificateAt("https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-0a.pem"),
      "WrongCertificateUrl"
    ],
    [
      "a region that is not listed",
      certificateAt(certificateUrl.replace("us-east-1", "eu-west-1")),
      "WrongCertificateUrl"
    ],
    ["a user in the address", certificateAt(certificateUrl.replace("sns.", "a@sns.")), "WrongCertificateUrl"],
    [
      "a port in the address",
      certificateAt(certificateUrl.replace(".com/", ".com:8443/")),
      "WrongCertificateUrl"
    ],
    ["a query in the address", certificateAt(`${certificateUrl}?x`), "WrongCertificateUrl"],
    ["a path upwards", certificateAt(certificateUrl.replace("-0a1b2c3d", "-0a/../x")), "WrongCertificateUrl"],
    [
      "a file of another name",
      certificateAt("https://sns.us-east-1.amazonaws.com/x.pem"),
      "WrongCertificateUrl"
    ],
    ["no signature", { ...signedNotification(), Signature: "" }, "Malformed"],
    ["no certificate", without("SigningCertURL"), "Malformed"],
    ["no id", without("MessageId"), "Malformed"],
    ["a type that does not exist", signedNotification({ Type: "Order" }), "Malformed"]
  ]

  it.effect.each(refused)("row 55: %s is refused, and nothing is fetched", ([, message, code, options]) =>
    Effect.gen(function* () {
      const { fetched, verify } = aVerifier(options)

      const refusal = yield* Effect.flip(verify(message, now))

      assert.strictEqual(refusal.code, code)
      assert.isFalse(refusal.isRetryable)
      assert.deepStrictEqual(fetched, [])
    })
  )

  const forged: ReadonlyArray<readonly [string, Fields]> = [
    ["another message", { Message: "{}" }],
    ["another id", { MessageId: "x" }],
    ["another time", { Timestamp: "2026-03-10T12:10:01.000Z" }],
    ["a subject that was not signed", { Subject: "hello" }],
    ["another signature", { Signature: "AAAA" }],
    ["a signature that is no base64", { Signature: "%%%%" }],
    ["a signature of the other version", { SignatureVersion: "1" }]
  ]

  it.effect.each(forged)("row 55: %s than what was signed is refused", ([, changes]) =>
    Effect.gen(function* () {
      const { verify } = aVerifier()

      const refusal = yield* Effect.flip(verify({ ...signedNotification(), ...changes }, now))

      assert.strictEqual(refusal.code, "WrongSignature")
    })
  )

  it.effect.each([
    undefined,
    null,
    7,
    "text",
    [],
    {},
    new Proxy(
      {},
      {
        get: () => {
          throw new Error("no")
        }
      }
    )
  ])("what is no message is refused", (message) =>
    Effect.gen(function* () {
      const { verify } = aVerifier()

      const refusal = yield* Effect.flip(verify(message, now))

      assert.strictEqual(refusal.code, "Malformed")
    })
  )

  it.effect(
    "a message is believed for an hour, and as often as it comes; its certificate is fetched once",
    () =>
      Effect.gen(function* () {
        const { fetched, verify } = aVerifier()

        yield* verify(signedNotification(), at("2026-03-10T12:05:00Z"))
        yield* verify(signedNotification(), at("2026-03-10T13:10:00Z"))

        assert.deepStrictEqual(fetched, [certificateUrl])
      })
  )

  it.effect("in China the host is that of China", () =>
    Effect.gen(function* () {
      const { verify } = aVerifier({ regions: ["us-east-1", "cn-north-1"] })
      const url = "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a.pem"

      const believed = yield* verify(signedNotification({ SigningCertURL: url }), now)
      const refusal = yield* Effect.flip(
        verify(signedNotification({ SigningCertURL: url.replace(".cn/", "/") }), now)
      )

      assert.deepStrictEqual([believed._tag, refusal.code], ["Notification", "WrongCertificateUrl"])
    })
  )

  it.effect(
    "row 56: a confirmation is told by topic and token; its address is neither visited nor told",
    () =>
      Effect.gen(function* () {
        const { fetched, verify } = aVerifier()
        const message = signedConfirmation("http://169.254.169.254/latest/meta-data/")

        const verified = yield* verify(message, now)

        if (verified._tag === "Notification") return assert.fail("it is a confirmation")
        assert.deepStrictEqual(
          [verified._tag, verified.topicArn, Redacted.value(verified.token)],
          ["SubscriptionConfirmation", topicArn, "2336412f37"]
        )
        assert.deepStrictEqual(fetched, [certificateUrl])
        assert.notInclude(JSON.stringify(verified), "169.254")
        assert.notInclude(JSON.stringify(verified), "2336412f37")
      })
  )

  it.effect.each([
    ["does not come", () => Promise.reject(new Error("no route"))],
    ["is none", () => Promise.resolve("<html>")],
    ["is larger than any", () => Promise.resolve("x".repeat(16_385))],
    ["has run out", () => Promise.resolve(expired)]
  ] as const)("a certificate that %s may come later, and is not kept", ([, fetchBadly]) =>
    Effect.gen(function* () {
      const answers = [fetchBadly, () => Promise.resolve(certificate)]
      const verify = verifyNotification({ topicArns: [topicArn], fetchCertificate: () => answers.shift()!() })

      const refusal = yield* Effect.flip(verify(signedNotification(), now))
      const believed = yield* verify(signedNotification(), now)

      assert.deepStrictEqual([refusal.code, refusal.isRetryable], ["CertificateUnavailable", true])
      assert.strictEqual(believed._tag, "Notification")
    })
  )

  it.effect("the key of a certificate in force is read", () =>
    Effect.gen(function* () {
      const { verify } = aVerifier({ fetchCertificate: () => Promise.resolve(inForce) })

      const refusal = yield* Effect.flip(verify(signedNotification(), now))

      assert.strictEqual(refusal.code, "WrongSignature")
    })
  )

  it.effect("no more certificates are kept than a few", () =>
    Effect.gen(function* () {
      const { fetched, verify } = aVerifier()
      const urls = Array.from({ length: 9 }, (_, n) => certificateUrl.replace("0a1b2c3d", `${n}`))
      for (const url of urls) yield* verify(certificateAt(url), now)

      yield* verify(certificateAt(urls[8]!), now)
      yield* verify(certificateAt(urls[0]!), now)

      assert.deepStrictEqual(fetched, [...urls, urls[0]])
    })
  )
})

function certificateAt(SigningCertURL: string): Fields {
  return signedNotification({ SigningCertURL })
}

function without(name: string): Fields {
  return Object.fromEntries(Object.entries(signedNotification()).filter(([key]) => key !== name))
}
