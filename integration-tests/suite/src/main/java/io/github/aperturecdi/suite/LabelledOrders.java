package io.github.aperturecdi.suite;

import io.github.aperturecdi.FlowLabel;

/** An interface that declares the labels of the classes that implement it. */
interface LabelledOrders<T> {

    String order(
            @FlowLabel(value = "tier", property = "customer.tier")
                    @FlowLabel(value = "region", property = "customer.region")
                    T order,
            @FlowLabel(value = "card", sensitive = true) String card);
}
