/** The server said no and will say no again. Anything else that is thrown counts as a lost network. */
export class UploadRefused extends Error {}
