using System.Text;
using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Ledger;
using ClinicOps.Documents.Receiving;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Documents.Tests.Ledger;

/// <summary>The ledger by day, location and channel, and what is behind its numbers.</summary>
public sealed class DayLedgerTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    public async ValueTask InitializeAsync() => (clinic, register, _) = await PipelineClinic.Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task It_counts_every_page_where_the_ledger_of_all_counts_it_at_every_step()
    {
        register.Elena();
        register.Marco();
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Cover, PipelineClinic.Lab, PipelineClinic.Imaging));
        await AgreesWithAll();
        await clinic.Receive(Encoding.UTF8.GetBytes("!file Encrypted"));
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab, ["!page Corrupt"]));
        await clinic.Receive(PipelineClinic.Fax([.. PipelineClinic.Imaging, "another sheet of 77120"]));
        await clinic.RunJobs();
        var waiting = (await clinic.Documents()).Last(d => d.State == DocumentState.Review);
        await As([], (MarkJunk junk) => junk.Run(waiting.Id, waiting.Version, CancellationToken.None));
        await clinic.Sql($"INSERT INTO documents.mail_accounts (id, host, port, security, user_name, sealed_password, folder, processed_folder, rejected_folder, location_id, channel, enabled, changed_at) VALUES ('{Ana}', 'h', 1, 'tls', 'u', '', 'INBOX', 'P', 'R', '{TestOrganization.Harbor.Id}', 'email', false, now())");
        await clinic.Sql($"INSERT INTO documents.mail_messages (id, account_id, folder, uid_validity, uid, blob_hash, byte_count, location_id, channel, received_at, state, problem, access_class, progress_at, attempts, part_count, left_out, legal_hold) VALUES ('{Ana}', '{Ana}', 'INBOX', 1, 1, '00', 1, '{TestOrganization.Harbor.Id}', 'email', '2026-03-02T14:00Z', 'kept', 'SomeLeftOut', 'standard', now(), 0, 0, '{{}}', false)");

        var days = await AgreesWithAll();

        Assert.Equal([("email", 1), ("fax", 7)], days.Select(day => (day.Channel, day.Received)));
        Assert.All(LedgerPlace.All.Except([LedgerPlace.InProgress]), place => Assert.True(days.Sum(day => day.In(place)) > 0, place));
        Assert.All(days, day => Assert.True(day.Balances));
    }

    [Fact]
    public async Task A_page_in_no_place_or_not_there_breaks_the_balance_and_is_listed()
    {
        register.Elena();
        var whole = await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();
        Assert.True(Assert.Single(await Days()).Balances);

        await clinic.Sql($"UPDATE documents.transmissions SET page_count = 3 WHERE id = '{whole}'");
        await Unbalanced(received: 3, missing: 2);
        await clinic.Sql($"UPDATE documents.transmissions SET page_count = 1 WHERE id = '{whole}'");
        await clinic.Sql("UPDATE documents.pages SET document_id = NULL");
        await Unbalanced(received: 1, missing: 1);

        async Task Unbalanced(int received, int missing)
        {
            var day = Assert.Single(await Days());
            Assert.Equal((received, missing, false), (day.Received, day.In(LedgerPlace.Missing), day.Balances));
            Assert.Equal(missing, await Listed(place: LedgerPlace.Missing));
            var (balances, everywhere) = await clinic.As(Ana, [], async (LedgerModel page) =>
            {
                await page.OnGet(Monday, Monday, CancellationToken.None);
                return (page.Balances, page.Unbalanced);
            });
            Assert.Equal((false, 1), (balances, everywhere));
        }
    }

    [Fact]
    public async Task A_day_is_that_of_the_location_where_it_came_in()
    {
        // 04:30 UTC on Tuesday: still Monday in New York, and in Phoenix.
        clinic.Clock.Advance(TimeSpan.FromHours(14.5));
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.In((ReceiveFile receive) => receive.Run(PipelineClinic.Incoming(PipelineClinic.Fax(PipelineClinic.Imaging)) with { LocationId = TestOrganization.Mesa.Id }, CancellationToken.None));

        // 06:30 UTC: Tuesday in New York, Monday in Phoenix.
        clinic.Clock.Advance(TimeSpan.FromHours(2));
        await clinic.Receive(PipelineClinic.Fax(["Thank you"]));
        await clinic.In((ReceiveFile receive) => receive.Run(PipelineClinic.Incoming(PipelineClinic.Fax(["Thanks again"])) with { LocationId = TestOrganization.Mesa.Id }, CancellationToken.None));

        Assert.Equal(
            [(Monday.AddDays(1), "Harbor", 1), (Monday, "Harbor", 1), (Monday, "Mesa", 2)],
            (await Days(until: Monday.AddDays(1))).Select(day => (day.Day, day.LocationName, day.Received)));
        Assert.Equal([2], (await Days([TestOrganization.Mesa.Id])).Select(day => day.Received));
    }

    [Fact]
    public async Task Of_a_fax_in_sight_in_part_the_part_is_counted_and_balances()
    {
        var elena = register.Elena().PatientId;
        register.Marco();
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Cover, PipelineClinic.Lab, PipelineClinic.Imaging));
        await clinic.RunJobs();
        register.Classes[elena] = "restricted";
        await clinic.Tell(new PatientClassChanged(elena));
        await clinic.RunJobs();

        var day = Assert.Single(await Days());

        Assert.Equal((1, 1, true), (day.Received, day.In(LedgerPlace.Filed), day.Balances));
        Assert.Equal(1, await Listed(place: LedgerPlace.Filed));
        Assert.True(await clinic.As(Ana, [], async (LedgerModel page) =>
        {
            await page.OnGet(Monday, Monday, CancellationToken.None);
            return page.Balances;
        }));
    }

    [Fact]
    public async Task Every_number_is_that_of_the_list_behind_it()
    {
        register.Elena();
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Cover, PipelineClinic.Lab, PipelineClinic.Imaging));
        await clinic.Receive(Encoding.UTF8.GetBytes("!file Encrypted"));
        await clinic.RunJobs();

        foreach (var day in await Days())
        {
            Assert.Equal(day.Received, await Listed(day.Channel));
            foreach (var place in LedgerPlace.All)
            {
                Assert.Equal(day.In(place), await Listed(day.Channel, place));
            }
        }
    }

    [Fact]
    public async Task Its_file_has_the_same_numbers_and_no_cell_that_a_spreadsheet_reckons()
    {
        register.Elena();
        await clinic.Receive(PipelineClinic.Fax(PipelineClinic.Lab));
        await clinic.RunJobs();

        var file = await clinic.As(Ana, [], async (LedgerModel page) => Assert.IsType<FileContentResult>(await page.OnPostExport(Monday, Monday, CancellationToken.None)));

        Assert.Equal(
            """
            "day","location","channel","received","in-progress","filed","review","junk","failed","balances"
            "2026-03-02","Harbor","fax","1","0","1","0","0","0","yes"

            """.ReplaceLineEndings("\r\n"),
            Encoding.UTF8.GetString(file.FileContents));
        Assert.Equal("\"'=1+1\",\"+1 (207) 555-0143\",\"'-cmd\",\"say \"\"hi\"\"\"\r\n", CsvLine.Of("=1+1", "+1 (207) 555-0143", "-cmd", "say \"hi\""));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'documents.ledger-exported'"));
    }

    private async Task<IReadOnlyList<LedgerDay>> AgreesWithAll()
    {
        var (days, all) = (await Days(), await clinic.Ledger());
        Assert.Equal(
            (all.Received, all.InProgress, all.Filed, all.InReview, all.Junk, all.Failed),
            (days.Sum(day => day.Received), In(LedgerPlace.InProgress), In(LedgerPlace.Filed), In(LedgerPlace.Review), In(LedgerPlace.Junk), In(LedgerPlace.Failed)));
        return days;

        int In(string place) => days.Sum(day => day.In(place));
    }

    private Task<IReadOnlyList<LedgerDay>> Days(Guid[]? locations = null, DateOnly? until = null) =>
        As(locations ?? [], async (DayLedger ledger) => DayLedger.Days(await ledger.Pieces(Monday, until ?? Monday, CancellationToken.None)));

    /// <summary>The pages of the lines of the list.</summary>
    private Task<int> Listed(string? channel = null, string? place = null) => clinic.As(Ana, [], async (LedgerPagesModel page) =>
    {
        await page.OnGet(Monday, Monday, TestOrganization.Harbor.Id, channel, place, CancellationToken.None);
        Assert.Equal(page.Pages, page.Rows.Sum(row => row.Piece.Pages));
        return page.Pages;
    });

    private async Task<TResult> As<T, TResult>(Guid[] locations, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, locations);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
