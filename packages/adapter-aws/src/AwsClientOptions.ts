import type { MarketplaceMeteringClientConfig } from "@aws-sdk/client-marketplace-metering"

/** A role to act as, taken through AWS STS and taken anew before it runs out. */
export interface AssumedRole {
  readonly roleArn: string
  /** The word that the owner of the role has agreed with us, so that nobody else can make us act as it. In no message. */
  readonly externalId?: string
  /** What the owner of the role reads in its CloudTrail; `tallyhour` if absent. */
  readonly sessionName?: string
  /** From 900 to 43 200; 3 600 if absent, and at most that where the credentials before it are of a role themselves. */
  readonly durationSeconds?: number
  /** The region whose STS is asked; that of the requests if absent. */
  readonly region?: string
  /** Another address of STS, such as that of an endpoint in a private network. */
  readonly endpoint?: string
}

/** A profile of the shared files, where these do not lie where the SDK looks for them. */
export interface AwsProfile {
  readonly name: string
  /** In place of `~/.aws/config`. A region that it names is not read: it must be given. */
  readonly configFilepath?: string
  /** In place of `~/.aws/credentials`. */
  readonly filepath?: string
}

/** How a client of the AWS SDK is set up. Whatever is absent follows the SDK's own chain of environment, profile and role. */
export interface AwsClientOptions {
  readonly credentials?: NonNullable<MarketplaceMeteringClientConfig["credentials"]>
  /** A profile of the shared files by name, and no other place: where it has no credentials nothing is sent. */
  readonly profile?: string | AwsProfile
  /** A role to act as, assumed by the credentials or profile given, or else by what the SDK's chain finds. */
  readonly assumeRole?: AssumedRole
  /** Another address than AWS's own, such as the emulator's; `http:` to this machine only, unless `allowHttp`. */
  readonly endpoint?: string
  /** Lets requests leave this machine unencrypted, as to an emulator in another container. Never towards AWS. */
  readonly allowHttp?: boolean
  /** Calls the endpoints whose cryptography is validated by FIPS 140, of the regions that have one. */
  readonly useFipsEndpoint?: boolean
  /** Calls the endpoints that can be reached by IPv6 as well. */
  readonly useDualstackEndpoint?: boolean
  /** Names the application in the `User-Agent`, and so in the CloudTrail of the account; 50 characters at most. */
  readonly userAgentAppId?: string
  /**
   * How long one request may take in milliseconds, from the search for credentials to the last byte of the answer;
   * 30 000 if absent.
   */
  readonly requestTimeout?: number
}
