enum SamplePlaceholder {}
