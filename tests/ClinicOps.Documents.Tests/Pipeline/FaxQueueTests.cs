using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Receiving;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>HylaFAX's receive queue: each fax once, and nothing of it touched.</summary>
public sealed class FaxQueueTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;
    private CannedReader reader = null!;

    private string Queue => Path.Combine(clinic.Folder, "recvq");

    public async ValueTask InitializeAsync()
    {
        (clinic, _, reader) = await Open(cluster);
        Directory.CreateDirectory(Queue);
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_fax_is_received_once_also_after_a_restart_and_stays_where_it_is()
    {
        await Arrive("fax000000001.tif", Fax(Lab));
        var before = new FileInfo(Path.Combine(Queue, "fax000000001.tif")).LastWriteTimeUtc;

        Assert.Equal(1, await Look(Watch()));
        Assert.Equal(0, await Look(Watch()));

        Assert.Equal(["fax000000001.tif"], await clinic.Sql("SELECT file_name FROM documents.transmissions WHERE source = 'fax-queue' AND channel = 'fax'"));
        Assert.Equal(["fax000000001.tif"], Directory.GetFileSystemEntries(Queue).Select(Path.GetFileName));
        Assert.Equal(before, new FileInfo(Path.Combine(Queue, "fax000000001.tif")).LastWriteTimeUtc);
    }

    [Fact]
    public async Task After_a_crash_between_the_receipt_and_the_memory_of_it_nothing_is_doubled()
    {
        await Arrive("fax000000001.tif", Fax(Lab));
        var first = Watch();
        Assert.Equal(1, await Look(first));
        await Arrive("fax000000002.tif", Fax(Imaging));

        Assert.Equal(1, await Look(Watch()));

        Assert.Equal(["fax000000001.tif", "fax000000002.tif"], await clinic.Sql("SELECT file_name FROM documents.transmissions ORDER BY file_name"));
    }

    [Fact]
    public async Task A_fax_that_HylaFAX_still_holds_its_lock_on_is_left_alone()
    {
        await Arrive("fax000000001.tif", Fax(Lab));
        await using (new FileStream(Path.Combine(Queue, "fax000000001.tif"), FileMode.Open, FileAccess.Read, FileShare.None))
        {
            Assert.Equal(0, await Look(Watch()));
        }

        Assert.Equal(1, await Look(Watch()));
    }

    [Theory]
    [InlineData("seqf")]
    [InlineData("fax1.pdf")]
    [InlineData("fax000000001.tif.new")]
    [InlineData("xfax000000001.tif")]
    public async Task Other_files_of_the_queue_are_none_of_ours(string name)
    {
        await Arrive(name, Fax(Lab));

        Assert.Equal(0, await Look(Watch()));
    }

    [Fact]
    public async Task Another_fax_that_gets_an_old_number_is_received_as_well()
    {
        var queue = Watch();
        await Arrive("fax000000001.tif", Fax(Lab));
        Assert.Equal(1, await Look(queue));

        await Arrive("fax000000001.tif", Fax(Lab, Imaging));

        Assert.Equal(1, await Look(queue));
        Assert.Equal(2, (await clinic.Sql("SELECT id FROM documents.transmissions")).Count);
    }

    [Fact]
    public async Task Who_called_and_when_is_kept_with_the_transmission_as_the_modem_wrote_it()
    {
        clinic.Clock.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        reader.Call = new FaxCall("+1 614 555 0117", ["6145550100", "LAKESIDE"], new DateTime(2026, 3, 2, 8, 12, 45));
        await Arrive("fax000000001.tif", Fax(Lab));
        await Look(Watch());

        await clinic.RunJobs();

        var (from, at) = await clinic.In((DocumentsDb db) => db.Transmissions.Select(t => new ValueTuple<string?, DateTimeOffset?>(t.ReceivedFrom, t.FaxedAt)).SingleAsync());
        Assert.Equal("6145550100 LAKESIDE, +1 614 555 0117", from);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 13, 12, 45, TimeSpan.Zero), at);
    }

    [Fact]
    public async Task A_modem_with_a_clock_that_is_ahead_says_nothing_of_the_time()
    {
        reader.Call = new FaxCall("", [], new DateTime(2031, 1, 1));
        await clinic.Receive(Fax(Lab));

        await clinic.RunJobs();

        Assert.Equal([null], await clinic.Sql("SELECT faxed_at FROM documents.transmissions WHERE received_from IS NULL"));
    }

    [Fact]
    public void An_inbox_of_source_fax_queue_is_HylaFAXs() =>
        Assert.Equal(
            [new Inbox("/var/spool/hylafax/recvq", TestOrganization.Mesa.Id, "fax", IsFaxQueue: true)],
            Inboxes.Of(
                new DocumentsOptions { Inboxes = [new InboxOptions { Path = "/var/spool/hylafax/recvq", Location = "mesa", Source = "fax-queue" }] },
                "/data",
                [TestOrganization.Harbor, TestOrganization.Mesa]));

    [Fact]
    public async Task A_queue_that_is_not_there_is_no_outage()
    {
        Directory.Delete(Queue);

        Assert.Equal(0, await Watch().Look(CancellationToken.None));
    }

    private FaxQueue Watch() => new(
        new Inbox(Queue, TestOrganization.Harbor.Id, TransmissionChannel.Fax, IsFaxQueue: true),
        new DocumentsOptions(),
        clinic.Services.GetRequiredService<IServiceScopeFactory>(),
        clinic.Clock,
        NullLogger.Instance);

    private async Task Arrive(string name, byte[] content) => await File.WriteAllBytesAsync(Path.Combine(Queue, name), content);

    /// <summary>Looks, waits until what is there is quiet, and looks again.</summary>
    private async Task<int> Look(FaxQueue queue)
    {
        Assert.Equal(0, await queue.Look(CancellationToken.None));
        clinic.Clock.Advance(TimeSpan.FromSeconds(5));
        return await queue.Look(CancellationToken.None);
    }
}
