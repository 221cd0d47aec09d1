namespace ClinicOps.Host;

/// <summary>What the process was started with: where its data lies, how the database is reached, and which part it plays.</summary>
/// <param name="DataFolder">Absolute path of the instance's folder.</param>
/// <param name="OwnerConnectionString">The role that owns the schemas; the modules' roles derive theirs from it.</param>
/// <param name="RoleSecret">From which the passwords of the modules' roles are derived.</param>
/// <param name="BlobFolder">Absolute path of the folder of received and made files.</param>
/// <param name="BlobKey">32 bytes, or null: blobs are kept as they are.</param>
/// <param name="Role">"all", "web" or "worker".</param>
/// <param name="Urls">Addresses to listen on, separated by semicolons.</param>
/// <param name="Demo">The invented clinic: its passwords need no change at first sign-in.</param>
internal sealed record HostSettings(
    string DataFolder,
    string OwnerConnectionString,
    string RoleSecret,
    string BlobFolder,
    byte[]? BlobKey,
    string Role,
    string Urls,
    bool Demo);
