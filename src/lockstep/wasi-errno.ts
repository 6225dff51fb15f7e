/** Error numbers of WASI preview 1: https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#errno */
export const SUCCESS = 0
export const BAD_DESCRIPTOR = 8
export const FAULT = 21
export const INVALID = 28
export const NOT_SUPPORTED = 52
