"""Playing what a story tells: acts by kind (filling in, answering, reviewing), each on the stage of one round."""
