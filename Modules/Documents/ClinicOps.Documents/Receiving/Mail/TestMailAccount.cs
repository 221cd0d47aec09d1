using ClinicOps.Documents.Data;
using MailKit;

namespace ClinicOps.Documents.Receiving.Mail;

internal abstract record MailTest
{
    private MailTest()
    {
    }

    /// <param name="Messages">How many lie in the folder, which will be taken.</param>
    /// <param name="ToMake">Names of folders that will be made.</param>
    public sealed record Well(int Messages, IReadOnlyList<string> ToMake) : MailTest;

    /// <param name="Detail">The fingerprint of a certificate that is not trusted; the names of the folders that there are.</param>
    public sealed record Wrong(MailFailure Failure, string? Detail) : MailTest;
}

/// <summary>Tries an account as the watch would, and changes nothing.</summary>
internal sealed class TestMailAccount(MailServer server)
{
    public async Task<MailTest> Run(MailAccount account, CancellationToken stopping)
    {
        try
        {
            using var client = await server.SignIn(account, stopping);
            if (await MailFolders.Find(client, account.Folder, stopping) is not { } folder)
            {
                return new MailTest.Wrong(MailFailure.FolderMissing, string.Join(", ", await MailFolders.Names(client, stopping)));
            }

            await folder.OpenAsync(FolderAccess.ReadOnly, stopping);
            var toMake = new List<string>();
            foreach (var name in (string[])[account.ProcessedFolder, account.RejectedFolder])
            {
                if (await MailFolders.Find(client, name, stopping) is null)
                {
                    toMake.Add(name);
                }
            }

            return new MailTest.Well(folder.Count, toMake);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            return new MailTest.Wrong(MailServer.FailureOf(failure), (failure as MailServerProblem)?.Detail);
        }
    }
}
