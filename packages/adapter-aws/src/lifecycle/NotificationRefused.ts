import type { Remedy } from "@tallyhour/core"
import { Schema } from "effect"

/** Why an SNS message is not believed; each code stands for one check. */
const Code = Schema.Literals([
  "Malformed",
  "WrongTopic",
  "WrongSignatureVersion",
  "OutOfTime",
  "WrongCertificateUrl",
  "CertificateUnavailable",
  "WrongSignature"
])

/**
 * Says that an SNS message is not believed. Nothing of it was followed.
 *
 * - **Cause**: `CertificateUnavailable` is an outage, and the message may come again. All others are a message that nobody
 *   should send us, or a configuration that does not fit the topic.
 * - **Shape**: `problem` quotes nothing of the message, which may be anybody's.
 */
export class NotificationRefused extends Schema.TaggedError<NotificationRefused>()("NotificationRefused", {
  code: Code,
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return this.code === "CertificateUnavailable"
  }
  get remedy(): Remedy {
    return this.isRetryable
      ? {
          cause: "The certificate of SNS cannot be fetched for now.",
          retry: "retry",
          nextStep:
            "Nothing, unless it lasts: SNS delivers the message again. Then check the way out to SNS's host."
        }
      : {
          cause: "The message is not from a topic that is listened to, or not as SNS sends and signs it.",
          retry: "never",
          nextStep:
            "Compare topicArns, regions and signatureVersions with the topic; otherwise somebody tries the address."
        }
  }
  override get message(): string {
    return `This SNS message is not believed: ${this.problem}.`
  }
}
