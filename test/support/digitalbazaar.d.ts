/* Libraries without types, as far as a test uses them. */
declare module "@digitalbazaar/data-integrity" {
  export const DataIntegrityProof: new (options: { cryptosuite: object }) => object;
}
declare module "@digitalbazaar/eddsa-jcs-2022-cryptosuite" {
  export function createVerifyCryptosuite(): object;
}
declare module "jsonld-signatures" {
  const library: {
    purposes: { AssertionProofPurpose: new (options: { controller: object }) => object };
    verify: (document: object, options: object) => Promise<unknown>;
  };
  export default library;
}
declare module "@digitalbazaar/vc-bitstring-status-list" {
  type Found = { status: boolean; credentialStatus: { statusPurpose: string } };
  export function checkStatus(
    options: object,
  ): Promise<{ verified: boolean; results: Found[]; error?: { message: string } }>;
  export function decodeList(options: {
    encodedList: string;
  }): Promise<{ length: number; getStatus: (place: number) => boolean }>;
}
