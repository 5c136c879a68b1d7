"""The scorecard: how often the product is right, on data that is not shipped."""
