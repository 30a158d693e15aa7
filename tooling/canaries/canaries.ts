/** What every planted secret begins with. It stays the same in an address, in JSON, in HTML and in SQL. */
export const marker = "Vx7CANARYq9Lw3Kd8"

const planted = (name: string): string => `${marker}${name}`

/**
 * The secrets that the tests use wherever one is needed.
 *
 * None of them may come out again: not in what a run prints, nor in a span, error, page or table. `secretsIn` finds them.
 */
export const canaries = {
  clientToken: planted("ClientToken"),
  controlSecret: planted("ControlSecret"),
  cookieSecret: planted("CookieSecret"),
  databasePassword: planted("DatabasePassword"),
  notificationToken: planted("NotificationToken"),
  registrationToken: planted("RegistrationToken"),
  secretAccessKey: planted("SecretAccessKey"),
  sessionToken: planted("SessionToken"),
  signature: planted("Signature"),
  webhookSecret: planted("WebhookSecret")
} as const

/** Credentials for the AWS SDK. The id of a key is no secret: AWS writes it into CloudTrail. */
export const canaryCredentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: canaries.secretAccessKey,
  sessionToken: canaries.sessionToken
} as const
