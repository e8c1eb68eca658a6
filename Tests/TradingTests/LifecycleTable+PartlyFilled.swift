extension LifecycleTable {
    /// Some of the order has traded.
    static let partlyFilled: [String: String] = [
        "partiallyFilled idle idle": """
        accepted a v1                   | = | -
        accepted a v2                   | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | !orderSibling, foreign 2
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | partiallyFilled 0.6 holds 140.14 | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | filled 2 | fill 1.5 -150.15, closed filled
        fill a t9 buy 2.5 100           | filled 3 | fill 2.5 -150.15, !overfill, closed filled
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | partiallyFilled 0.5 of 1.5 holds 150.15
                                        | told 1.5, query
        status a filled 1 v1            | partiallyFilled 0.5 of 1 for 1 at 100 holds 50.05
                                        | !termsForeign, terms 1 at 100 -100.1, told 1, query
        status a filled 2 v1            | partiallyFilled 0.5 of 2 holds 150.15 | told 2, query
        status a filled 3 v1            | partiallyFilled 0.5 of 3 holds 150.15 | told 3, query
        status a filled 2 v2            | = | !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0.5 | closed canceled -150.15
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0.5 | closed expired -150.15
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        failed a amend transport        | = | -
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | partiallyFilled 0.5 for 3 at 101 holds 252.7525
                                        | !termsForeign, terms 3 at 101 +102.6025, query
        terms a 99 1 v1                 | partiallyFilled 0.5 for 1 at 99 holds 49.5495
                                        | !termsForeign, terms 1 at 99 -100.6005, query
        terms a 102 4 v1                | partiallyFilled 0.5 for 4 at 102 holds 357.357
                                        | !termsForeign, terms 4 at 102 +207.207, query
        terms a 100 2 v2                | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | !orderSibling, foreign 2
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled holds 200.2
                                        | !tradeBusted, busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | =
                                        | fill 0.5 -50.05, !tradeBusted, busted fill 0.5 --50.05
        cancel a                        | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | cancel
        amend a 101 3                   | partiallyFilled amend outstanding 0.5 holds 252.7525
                                        | amend 3 at 101 +102.6025
        amend a 99 1                    | partiallyFilled amend outstanding 0.5 holds 150.15
                                        | amend 1 at 99
        amend a 100 0.5                 | = | amend refused checksFailed quantityTooSmall
        cancelAll global                | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | sweep global 1, cancel, swept 1
        kill global                     | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | global 0 halted killed, sweep global 1, cancel, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | query
        start 2                         | = | started 2, query, attended 1
        """,
        "partiallyFilled idle outstanding": """
        accepted a v1                   | = | -
        accepted a v2                   | partiallyFilled cancel outstanding 0.5 siblings 1 holds
                                        |   150.15
                                        | !orderSibling, foreign 2
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | partiallyFilled 0.5 holds 150.15
                                        | cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel outstanding 0.6 holds 140.14
                                        | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | filled 2 | fill 1.5 -150.15, closed filled
        fill a t9 buy 2.5 100           | filled 3 | fill 2.5 -150.15, !overfill, closed filled
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | partiallyFilled cancel outstanding 0.5 siblings 1 holds
                                        |   150.15
                                        | !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | partiallyFilled cancel outstanding 0.5 of 1.5 holds
                                        |   150.15
                                        | told 1.5, query
        status a filled 1 v1            | partiallyFilled cancel outstanding 0.5 of 1 for 1 at
                                        |   100 holds 50.05
                                        | !termsForeign, terms 1 at 100 -100.1, told 1, query
        status a filled 2 v1            | partiallyFilled cancel outstanding 0.5 of 2 holds 150.15
                                        | told 2, query
        status a filled 3 v1            | partiallyFilled cancel outstanding 0.5 of 3 holds 150.15
                                        | told 3, query
        status a filled 2 v2            | = | !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0.5 | closed canceled -150.15
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0.5 | closed expired -150.15
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | partiallyFilled cancel unknown 0.5 holds 150.15
                                        | unknown cancel venue, query
        failed a amend transport        | = | -
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | partiallyFilled cancel outstanding 0.5 for 3 at 101
                                        |   holds 252.7525
                                        | !termsForeign, terms 3 at 101 +102.6025, query
        terms a 99 1 v1                 | partiallyFilled cancel outstanding 0.5 for 1 at 99
                                        |   holds 49.5495
                                        | !termsForeign, terms 1 at 99 -100.6005, query
        terms a 102 4 v1                | partiallyFilled cancel outstanding 0.5 for 4 at 102
                                        |   holds 357.357
                                        | !termsForeign, terms 4 at 102 +207.207, query
        terms a 100 2 v2                | partiallyFilled cancel outstanding 0.5 siblings 1 holds
                                        |   150.15
                                        | !orderSibling, foreign 2
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | partiallyFilled cancel outstanding 0.5 siblings 1 holds
                                        |   150.15
                                        | fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled cancel outstanding holds 200.2
                                        | !tradeBusted, busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | =
                                        | fill 0.5 -50.05, !tradeBusted, busted fill 0.5 --50.05
        cancel a                        | = | cancel refused alreadyRequested
        amend a 101 3                   | = | amend refused requestOutstanding
        amend a 99 1                    | = | amend refused requestOutstanding
        amend a 100 0.5                 | = | amend refused requestOutstanding
        cancelAll global                | = | sweep global 1, swept 1
        kill global                     | = | global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | partiallyFilled cancel outstanding 0.5 siblings 1 holds
                                        |   150.15
                                        | !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | partiallyFilled cancel unknown 0.5 holds 150.15
                                        | unknown cancel deadline, query
        start 2                         | =
                                        | started 2, unknown cancel restart, cancel, query,
                                        | attended 1
        """,
        "partiallyFilled idle unknown": """
        accepted a v1                   | = | query
        accepted a v2                   | partiallyFilled cancel unknown 0.5 siblings 1 holds
                                        |   150.15
                                        | query, !orderSibling, foreign 2
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | partiallyFilled 0.5 holds 150.15
                                        | query, cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel unknown 0.6 holds 140.14
                                        | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | filled 2 | query, fill 1.5 -150.15, closed filled
        fill a t9 buy 2.5 100           | filled 3
                                        | query, fill 2.5 -150.15, !overfill, closed filled
        fill a t1 buy 0.5 100           | = | query
        fill a t1 buy 0.4 100           | = | query, !fillConflict, halted fillConflict
        status a none 0 v1              | = | query
        status a working 0.5 v1         | = | query
        status a working 0.5 v2         | partiallyFilled cancel unknown 0.5 siblings 1 holds
                                        |   150.15
                                        | query, !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | partiallyFilled cancel unknown 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a filled 1 v1            | partiallyFilled cancel unknown 0.5 of 1 for 1 at 100
                                        |   holds 50.05
                                        | query, !termsForeign, terms 1 at 100 -100.1, told 1,
                                        | query
        status a filled 2 v1            | partiallyFilled cancel unknown 0.5 of 2 holds 150.15
                                        | query, told 2, query
        status a filled 3 v1            | partiallyFilled cancel unknown 0.5 of 3 holds 150.15
                                        | query, told 3, query
        status a filled 2 v2            | = | query, !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0.5 | query, closed canceled -150.15
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | query, closed canceled, query
        status a canceled 0.5 v2        | = | query, !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0.5 | query, closed expired -150.15
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15
                                        | query, closed expired, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        failed a amend transport        | = | query
        terms a 100 2 v1                | = | query
        terms a 101 3 v1                | partiallyFilled cancel unknown 0.5 for 3 at 101 holds
                                        |   252.7525
                                        | query, !termsForeign, terms 3 at 101 +102.6025, query
        terms a 99 1 v1                 | partiallyFilled cancel unknown 0.5 for 1 at 99 holds
                                        |   49.5495
                                        | query, !termsForeign, terms 1 at 99 -100.6005, query
        terms a 102 4 v1                | partiallyFilled cancel unknown 0.5 for 4 at 102 holds
                                        |   357.357
                                        | query, !termsForeign, terms 4 at 102 +207.207, query
        terms a 100 2 v2                | partiallyFilled cancel unknown 0.5 siblings 1 holds
                                        |   150.15
                                        | query, !orderSibling, foreign 2
        amendRejected a                 | = | query
        fill a t9 buy 0.5 100 as v2     | partiallyFilled cancel unknown 0.5 siblings 1 holds
                                        |   150.15
                                        | query, fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled cancel unknown holds 200.2
                                        | query, !tradeBusted, busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | =
                                        | query, fill 0.5 -50.05, !tradeBusted,
                                        | busted fill 0.5 --50.05
        cancel a                        | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | query, cancel
        amend a 101 3                   | = | query, amend refused requestOutstanding
        amend a 99 1                    | = | query, amend refused requestOutstanding
        amend a 100 0.5                 | = | query, amend refused requestOutstanding
        cancelAll global                | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | query, sweep global 1, cancel, swept 1
        kill global                     | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | query, global 0 halted killed, sweep global 1, cancel,
                                        | swept 1
        stateAbsent a                   | = | query, refused evidenceStands
        foreign a v2 buy 1 100          | partiallyFilled cancel unknown 0.5 siblings 1 holds
                                        |   150.15
                                        | query, !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | query, started 2, cancel, query, attended 1
        """,
        "partiallyFilled idle idle, lacking a fill": """
        accepted a v1                   | = | query
        accepted a v2                   | partiallyFilled 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 2
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | = | query
        fill a t9 buy 0.1 100           | partiallyFilled 0.6 of 1 holds 140.14
                                        | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | filled 2 | query, fill 1.5 -150.15, closed filled
        fill a t9 buy 2.5 100           | filled 3
                                        | query, fill 2.5 -150.15, !overfill, closed filled
        fill a t1 buy 0.5 100           | = | query
        fill a t1 buy 0.4 100           | = | query, !fillConflict, halted fillConflict
        status a none 0 v1              | = | query
        status a working 0.5 v1         | = | query
        status a working 0.5 v2         | partiallyFilled 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | partiallyFilled 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a filled 1 v1            | partiallyFilled 0.5 of 1 for 1 at 100 holds 50.05
                                        | query, !termsForeign, terms 1 at 100 -100.1
        status a filled 2 v1            | partiallyFilled 0.5 of 2 holds 150.15
                                        | query, told 2, query
        status a filled 3 v1            | partiallyFilled 0.5 of 3 holds 150.15
                                        | query, told 3, query
        status a filled 2 v2            | = | query, !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0.5 of 1 holds 150.15
                                        | query, closed canceled, query
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | query, closed canceled, query
        status a canceled 0.5 v2        | = | query, !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0.5 of 1 holds 150.15
                                        | query, closed expired, query
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15
                                        | query, closed expired, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        failed a amend transport        | = | query
        terms a 100 2 v1                | = | query
        terms a 101 3 v1                | partiallyFilled 0.5 of 1 for 3 at 101 holds 252.7525
                                        | query, !termsForeign, terms 3 at 101 +102.6025, query
        terms a 99 1 v1                 | partiallyFilled 0.5 of 1 for 1 at 99 holds 49.5495
                                        | query, !termsForeign, terms 1 at 99 -100.6005, query
        terms a 102 4 v1                | partiallyFilled 0.5 of 1 for 4 at 102 holds 357.357
                                        | query, !termsForeign, terms 4 at 102 +207.207, query
        terms a 100 2 v2                | partiallyFilled 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 2
        amendRejected a                 | = | query
        fill a t9 buy 0.5 100 as v2     | partiallyFilled 0.5 of 1 siblings 1 holds 150.15
                                        | query, fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled 0 of 0.5 holds 200.2
                                        | query, !tradeBusted, busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | partiallyFilled 0.5 holds 150.15
                                        | query, fill 0.5 -50.05, !tradeBusted,
                                        | busted fill 0.5 --50.05
        cancel a                        | partiallyFilled cancel outstanding 0.5 of 1 holds 150.15
                                        | query, cancel
        amend a 101 3                   | partiallyFilled amend outstanding 0.5 of 1 holds
                                        |   252.7525
                                        | query, amend 3 at 101 +102.6025
        amend a 99 1                    | = | query, amend refused checksFailed quantityTooSmall
        amend a 100 0.5                 | = | query, amend refused checksFailed quantityTooSmall
        cancelAll global                | partiallyFilled cancel outstanding 0.5 of 1 holds 150.15
                                        | query, sweep global 1, cancel, swept 1
        kill global                     | partiallyFilled cancel outstanding 0.5 of 1 holds 150.15
                                        | query, global 0 halted killed, sweep global 1, cancel,
                                        | swept 1
        stateAbsent a                   | = | query, refused evidenceStands
        foreign a v2 buy 1 100          | partiallyFilled 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
        "partiallyFilled idle idle, a trade busted": """
        accepted a v1                   | = | -
        accepted a v2                   | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | !orderSibling, foreign 2
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | partiallyFilled 0.6 holds 140.14 | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | filled 2 | fill 1.5 -150.15, closed filled
        fill a t9 buy 2.5 100           | filled 3 | fill 2.5 -150.15, !overfill, closed filled
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | partiallyFilled 0.5 of 1 holds 150.15 | told 1, query
        status a filled 1 v1            | = | -
        status a filled 2 v1            | partiallyFilled 0.5 of 1.5 holds 150.15
                                        | told 1.5, query
        status a filled 3 v1            | partiallyFilled 0.5 of 2.5 holds 150.15
                                        | told 2.5, query
        status a filled 2 v2            | = | !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0.5 | closed canceled -150.15
        status a canceled 1.5 v1        | canceled 0.5 of 1 holds 150.15 | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0.5 | closed expired -150.15
        status a expired 1.5 v1         | expired 0.5 of 1 holds 150.15 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        failed a amend transport        | = | -
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | partiallyFilled 0.5 for 3 at 101 holds 252.7525
                                        | !termsForeign, terms 3 at 101 +102.6025, query
        terms a 99 1 v1                 | partiallyFilled 0.5 for 1 at 99 holds 49.5495
                                        | !termsForeign, terms 1 at 99 -100.6005, query
        terms a 102 4 v1                | partiallyFilled 0.5 for 4 at 102 holds 357.357
                                        | !termsForeign, terms 4 at 102 +207.207, query
        terms a 100 2 v2                | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | !orderSibling, foreign 2
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled holds 200.2
                                        | !tradeBusted, busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | =
                                        | fill 0.5 -50.05, !tradeBusted, busted fill 0.5 --50.05
        cancel a                        | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | cancel
        amend a 101 3                   | partiallyFilled amend outstanding 0.5 holds 252.7525
                                        | amend 3 at 101 +102.6025
        amend a 99 1                    | partiallyFilled amend outstanding 0.5 holds 150.15
                                        | amend 1 at 99
        amend a 100 0.5                 | = | amend refused checksFailed quantityTooSmall
        cancelAll global                | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | sweep global 1, cancel, swept 1
        kill global                     | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | global 0 halted killed, sweep global 1, cancel, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | query
        start 2                         | = | started 2, query, attended 1
        """,
    ]
}
