package io.github.aperturecdi.suite;

import io.github.aperturecdi.FlowLabel;

/** An interface that says what is a label of whoever implements it. */
interface LabelledOrders<T> {

    String order(
            @FlowLabel(value = "tier", property = "customer.tier")
                    @FlowLabel(value = "region", property = "customer.region")
                    T order,
            @FlowLabel(value = "card", sensitive = true) String card);
}
