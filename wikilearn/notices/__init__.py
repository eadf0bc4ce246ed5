"""What people are told, on the site and by e-mail, in their language, zone and by their preferences."""
