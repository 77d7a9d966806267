"""What runs and ships the product: setting up, the local stack, checks, benches, deploying."""
