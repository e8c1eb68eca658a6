import Domain
import Gateway
import Testing

@Test("a link that is down says when it is tried again")
func linkDownSaysWhen() {
    let state = LinkState.down(retryAt: Timestamp(nanoseconds: 5), why: "refused")
    #expect(state != .down(retryAt: Timestamp(nanoseconds: 6), why: "refused"))
}
