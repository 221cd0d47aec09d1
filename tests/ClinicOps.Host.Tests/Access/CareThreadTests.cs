using System.Net;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.Access;

/// <summary>The care thread: from the fax to the letter on one page, and from each of them back to it.</summary>
public sealed class CareThreadTests(TestCluster cluster) : IAsyncLifetime
{
    private RunningHost host = null!;
    private AccessWorld world = null!;

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        world = await AccessWorld.In(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Every_link_of_the_thread_is_on_its_page_and_every_one_leads_back_to_it()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        var thread = Thread(Whose.Own);
        string[] links =
        [
            $"/documents/document/{world.Id(Thing.FiledDocument, Whose.Own)}", $"/intake/tasks/task/{world.Id(Thing.Task, Whose.Own)}",
            $"/intake/coverage/visit/{world.Id(Thing.Visit, Whose.Own)}", $"/intake/authorizations/authorization/{world.Id(Thing.Authorization, Whose.Own)}",
            $"/scheduling/visits/visit/{world.Id(Thing.Visit, Whose.Own)}", $"/correspondence/letters/letter/{world.Id(Thing.Letter, Whose.Own)}",
        ];

        var page = await coordinator.Read(thread);

        Assert.All(links, link => Assert.Contains($"href=\"{link}", page, StringComparison.Ordinal));
        Assert.Contains($"/documents/transmissions/{world.Id(Thing.Transmission, Whose.Own)}", page, StringComparison.Ordinal);
        Assert.Contains($"Imaging: MRI {AccessWorld.OwnWord}", page, StringComparison.Ordinal);
        Assert.Contains("Nobody has it yet.", page, StringComparison.Ordinal);
        foreach (var link in links)
        {
            Assert.Contains($"href=\"{thread}\"", await coordinator.Read(link), StringComparison.Ordinal);
        }

        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM audit.entries WHERE action = 'care-thread.viewed'"));
    }

    [Fact]
    public async Task What_is_next_is_the_open_task_and_who_has_it_and_a_thread_whose_tasks_are_done_says_so()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        var task = world.Id(Thing.Task, Whose.Own);

        // What is put off is next only where there is nothing else.
        var snoozed = await host.Insert(
            "intake.tasks", ("kind", "call"), ("title", "Put off"), ("state", "open"), ("patient_id", world.Id(Thing.Patient, Whose.Own)), ("care_thread_id", world.Id(Thing.CareThread, Whose.Own)), ("location_id", world.Id(Thing.Location, Whose.Own)),
            ("urgency", "routine"), ("due", "2020-01-01"), ("snoozed_until", "2099-01-01"), ("snooze_reason", "The patient is away"), ("access_class", "standard"));
        Assert.Contains($"Next: <a href=\"/intake/tasks/task/{task}\"", await coordinator.Read(Thread(Whose.Own)), StringComparison.Ordinal);
        await host.Sql($"UPDATE intake.tasks SET state = 'withdrawn' WHERE id = '{snoozed}'");
        using var taken = await coordinator.PostFrom($"/intake/tasks/task/{task}", "/intake/tasks?handler=Act&step=take", ("Form.TaskIds", $"{task}"));
        Assert.Contains("You have it.", await coordinator.Read(Thread(Whose.Own)), StringComparison.Ordinal);

        using var done = await coordinator.PostFrom($"/intake/tasks/task/{task}", "/intake/tasks?handler=Act&step=done", ("Form.TaskIds", $"{task}"));

        // The referral is with the other practice: that is waited for, and all is not done.
        var waiting = await coordinator.Read(Thread(Whose.Own));
        Assert.Contains($"Waited for: <a href=\"/intake/referrals/referral/{world.Id(Thing.Referral, Whose.Own)}\">an appointment and the consult note of Dr. {AccessWorld.OwnWord}", waiting, StringComparison.Ordinal);
        Assert.Matches("badge-ok\">done</span>\\s*<span class=\"muted\">by [^,<]+, \\d\\d/\\d\\d/\\d{4}", waiting);
        Assert.DoesNotContain("Every task of it that you can see is done.", waiting, StringComparison.Ordinal);
        await host.Sql($"UPDATE intake.referrals SET state = 'withdrawn' WHERE id = '{world.Id(Thing.Referral, Whose.Own)}'");
        Assert.Contains("Every task of it that you can see is done.", await coordinator.Read(Thread(Whose.Own)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thread_of_which_nothing_is_in_sight_is_not_there()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);

        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.Get(Thread(Whose.Other))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.Get(Thread(Whose.Closed))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await coordinator.Get($"/intake/threads/{Guid.CreateVersion7()}")).StatusCode);
    }

    private string Thread(Whose whose) => $"/intake/threads/{world.Id(Thing.CareThread, whose)}";
}
