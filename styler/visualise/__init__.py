"""What a network's layers see, as pictures: what excites a unit most, in one's own pictures and made from noise; which
part of a picture caused an activation; DeepDream; and the numbers behind. It knows nothing of style transfer, nor does
style transfer of it."""
