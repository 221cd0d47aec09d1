using ClinicOps.Documents.Data;
using MailKit;
using MailKit.Net.Imap;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>Folders of a mailbox by the names that people enter.</summary>
internal static class MailFolders
{
    public static async Task<IMailFolder?> Find(ImapClient client, string path, CancellationToken stopping)
    {
        try
        {
            return path.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? client.Inbox : await client.GetFolderAsync(path, stopping);
        }
        catch (FolderNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes what is missing of the path, "Faxes/Processed" where the server parts names by a slash.</summary>
    /// <exception cref="MailServerProblem">The server refuses to make it.</exception>
    public static async Task<IMailFolder> FindOrMake(ImapClient client, string path, CancellationToken stopping)
    {
        if (await Find(client, path, stopping) is { } there)
        {
            return there;
        }

        try
        {
            var at = client.GetFolder(client.PersonalNamespaces[0]);
            foreach (var name in path.Split(at.DirectorySeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                var inside = await at.GetSubfoldersAsync(subscribedOnly: false, stopping);
                at = inside.FirstOrDefault(folder => folder.Name == name) ?? await at.CreateAsync(name, isMessageFolder: true, stopping) ?? throw new MailServerProblem(MailFailure.FolderNotMade, path);
            }

            return at;
        }
        catch (Exception refused) when (refused is ImapCommandException or ArgumentException)
        {
            throw new MailServerProblem(MailFailure.FolderNotMade, path, refused);
        }
    }

    /// <summary>The names of those there are, for a person to choose from.</summary>
    public static async Task<IReadOnlyList<string>> Names(ImapClient client, CancellationToken stopping) =>
        [.. (await client.GetFoldersAsync(client.PersonalNamespaces[0], cancellationToken: stopping)).Select(folder => folder.FullName).Order(StringComparer.Ordinal)];
}
