import {
  MarketplaceMeteringClient,
  type MarketplaceMeteringClientConfig
} from "@aws-sdk/client-marketplace-metering"
import type { AwsClientOptions } from "./AwsClientOptions.ts"
import { clientConfig } from "./clientConfig.ts"
import { readAtOnce } from "./wire/readAtOnce.ts"
import { Sha256 } from "./wire/Sha256.ts"

/** Makes the client that options describe. */
export const makeClient = (
  options: AwsClientOptions,
  region?: NonNullable<MarketplaceMeteringClientConfig["region"]>
): MarketplaceMeteringClient => {
  const client = new MarketplaceMeteringClient({
    ...clientConfig(options),
    sha256: Sha256,
    ...(region === undefined ? {} : { region })
  })
  makeLean(client)
  return client
}

/** Leaves out what nobody needs of a client of our own; one of the caller's is never touched. */
const makeLean = ({ config, middlewareStack }: MarketplaceMeteringClient): void => {
  // It copies each request and each answer for the log of a client that has none.
  middlewareStack.remove("loggerMiddleware")
  // There is one attempt, so that nothing is counted, and no signal raced against a wait. Others have their place next to it.
  middlewareStack.add((next) => next, {
    name: "retryMiddleware",
    override: true,
    priority: "high",
    step: "finalizeRequest"
  })
  readAtOnce(middlewareStack)
  config.signer = onceMade(config.signer)
}

// A signer asks for the credentials of each request, and is told its instant and region, so that one serves all.
const onceMade = (
  make: MarketplaceMeteringClient["config"]["signer"]
): MarketplaceMeteringClient["config"]["signer"] => {
  let made: ReturnType<typeof make> | undefined
  return async (scheme) => {
    made ??= make(scheme)
    try {
      return await made
    } catch (thrown) {
      // A region that cannot be found now may be found later.
      made = undefined
      throw thrown
    }
  }
}
