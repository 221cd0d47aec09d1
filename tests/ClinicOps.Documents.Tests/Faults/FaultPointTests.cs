using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Documents.Tests.Faults;

/// <summary>
/// The process dies at a named place on the way of a fax, and comes up again: nothing is lost, filed twice or half filed, and nobody is
/// alerted or given a task twice. Inside one process, see <see cref="KillAt"/>; `tools/prove kill` does it to real ones, at all places.
/// </summary>
public sealed class FaultPointTests(FaultClinic clinic) : IClassFixture<FaultClinic>
{
    private static readonly string[] Killed =
    [
        "documents.take-message.bytes-stored", "documents.after-commit", "documents.receive-file.bytes-stored", "documents.take-mail-apart.part-received",
        "documents.receive.before-commit", "documents.receive.after-commit", "documents.normalise-pages.images-stored",
        "documents.read-pages.last-chunk", "documents.sort.before-commit",
        "documents.match.before-commit", "documents.match.after-commit", "documents.file.before-uniqueness", "documents.file.before-commit", "documents.file.after-commit",
        "documents.transcribe-orders.before-commit", "documents.transcribe-orders.after-commit", "intake.raise-urgent-task.after-commit",
        "intake.follow-filing.before-commit", "intake.raise-task-for-order.before-commit", "intake.raise-task-for-order.after-commit",
    ];

    public static TheoryData<string> Points => [.. Killed.Select(point => new TheoryDataRow<string>(point))];

    [Fact]
    public void The_undisturbed_story_files_the_order_alerts_and_makes_its_task()
    {
        Assert.Equal(
            "physician_order filed to true, live filings 1, told true, tasks schedule open true and urgent open true",
            clinic.Undisturbed.Standing);
        Assert.Contains("intake.tasks +2", clinic.Undisturbed.Added, StringComparison.Ordinal);
        Assert.Empty(Killed.Except(clinic.Undisturbed.Points));
        Assert.True(Killed.Length >= 20);
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Killed_there_the_same_comes_of_it_as_undisturbed(string point)
    {
        var story = await clinic.Run(point);

        Assert.True(story.WasKilled);
        Assert.Equal(clinic.Undisturbed.Standing, story.Standing);
        Assert.Equal(clinic.Undisturbed.Added, story.Added);
    }

    [Fact]
    public async Task Each_point_killed_at_here_is_in_the_list_of_all()
    {
        var listed = (await File.ReadAllLinesAsync(Path.Combine(Root(), "tools/campaigns/fault-points"), TestContext.Current.CancellationToken))
            .Where(line => line.Contains(" kill", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).ToHashSet();

        Assert.Empty(Killed.Except(listed));
        Assert.True(listed.Count >= 25);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ClinicOps.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
