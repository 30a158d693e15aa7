import { generateKeyPairSync, sign } from "node:crypto"

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })

/** The key of the messages' signatures, as an address of SNS would serve it. */
export const certificate = String(publicKey.export({ format: "pem", type: "spki" }))

export const topicArn = "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-4ml54db8vrmju"
export const certificateUrl = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b2c3d.pem"

/** The fields of an SNS message. */
export type Fields = Readonly<Record<string, string>>

/** A notification that a buyer gives up, signed as SNS does, unless changed before it is signed. */
export const signedNotification = (changes: Fields = {}): Fields =>
  signed({
    Type: "Notification",
    MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    TopicArn: topicArn,
    Message: JSON.stringify({
      action: "unsubscribe-pending",
      "customer-identifier": "X01EXAMPLEX",
      "product-code": "4ml54db8vrmju"
    }),
    Timestamp: "2026-03-10T12:10:00.000Z",
    SignatureVersion: "2",
    SigningCertURL: certificateUrl,
    ...changes
  })

/** A question of SNS whether to deliver here, with an address that must not be visited. */
export const signedConfirmation = (subscribeUrl: string, changes: Fields = {}): Fields =>
  signed({
    Type: "SubscriptionConfirmation",
    MessageId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
    Token: "2336412f37",
    TopicArn: topicArn,
    Message: "You have chosen to subscribe to the topic.",
    SubscribeURL: subscribeUrl,
    Timestamp: "2026-03-10T12:10:00.000Z",
    SignatureVersion: "2",
    SigningCertURL: certificateUrl,
    ...changes
  })

const signed = (fields: Fields): Fields => {
  const names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
  const text = names.filter((name) => name in fields).map((name) => `${name}\n${fields[name]}\n`)
  const algorithm = fields["SignatureVersion"] === "1" ? "RSA-SHA1" : "RSA-SHA256"
  return { ...fields, Signature: sign(algorithm, Buffer.from(text.join("")), privateKey).toString("base64") }
}
