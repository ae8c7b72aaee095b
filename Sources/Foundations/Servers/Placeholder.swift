enum ServersPlaceholder {}
