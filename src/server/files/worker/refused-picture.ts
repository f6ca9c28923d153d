/** Bytes that say they are a picture, and are not taken for one. */
export class RefusedPicture extends Error {
  readonly reason: 'picture-unreadable' | 'picture-too-large'

  constructor (reason: RefusedPicture['reason']) {
    super(reason)
    this.name = 'RefusedPicture'
    this.reason = reason
  }
}
