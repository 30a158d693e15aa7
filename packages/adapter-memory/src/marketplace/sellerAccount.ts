/** The AWS account of the one seller whose products the emulator knows; the account number of AWS's own examples. */
export const sellerAccount = "111122223333"
