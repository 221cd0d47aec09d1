using System.Security.Cryptography;
using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

public sealed class ApprovalTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task What_is_approved_is_frozen_and_shown_byte_for_byte()
    {
        var letter = await Drafted();

        Assert.IsType<Approving.Done>(await Approve(letter.Id, letter.Version));

        var approval = await clinic.In((CorrespondenceDb db) => db.Approvals.AsNoTracking().SingleAsync());
        var pdf = await clinic.Services.GetRequiredService<IBlobStore>().Get(approval.PdfHash);
        Assert.Equal(approval.PdfHash, Convert.ToHexStringLower(SHA256.HashData(pdf)));
        Assert.Contains("Dear Ánh Nguyễn Thị", await PdfTools.Words(pdf), StringComparison.Ordinal);

        // Whatever becomes of the row's text, the pages are the frozen ones.
        var approved = await clinic.Find(letter.Id);
        approved.Subject = "Another subject";
        var shown = Assert.IsType<Preview.Ready>(await clinic.In((LetterPages pages) => pages.Of(approved, CancellationToken.None)));
        Assert.Equal(pdf, shown.Pdf);
    }

    [Fact]
    public async Task An_approved_letter_is_not_edited_until_the_approval_is_taken_back_and_then_approved_anew()
    {
        var letter = await Drafted();
        await Approve(letter.Id, letter.Version);
        var approved = await clinic.Find(letter.Id);
        Assert.IsType<Editing.NoDraft>(await Edit(approved, "Another subject"));

        Assert.IsType<Approving.Done>(await clinic.In((ApproveLetter approve) => approve.TakeBack(letter.Id, CancellationToken.None)));
        Assert.IsType<Editing.Done>(await Edit(await clinic.Find(letter.Id), "Another subject"));
        Assert.IsType<Approving.Done>(await Approve(letter.Id, (await clinic.Find(letter.Id)).Version));

        Assert.Equal(["A letter", "Another subject"], await clinic.Sql("SELECT subject FROM correspondence.approvals ORDER BY number"));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM correspondence.approvals WHERE taken_back_at IS NULL"));
    }

    [Fact]
    public async Task A_letter_that_somebody_changed_after_it_was_shown_is_not_approved()
    {
        var letter = await Drafted();
        await Edit(letter, "Another subject");

        Assert.IsType<Approving.ChangedMeanwhile>(await Approve(letter.Id, letter.Version));

        Assert.Equal(LetterState.Draft, (await clinic.Find(letter.Id)).State);
        Assert.Empty(await clinic.Sql("SELECT id FROM correspondence.approvals"));
    }

    [Fact]
    public async Task A_letter_with_an_unknown_value_is_not_approved()
    {
        var letter = Letter(ToSchedule);
        letter.Values = [];
        await Add(letter);

        Assert.IsType<Approving.CannotBeDrawn>(await Approve(letter.Id, (await clinic.Find(letter.Id)).Version));
    }

    [Fact]
    public async Task Taking_the_approval_back_cancels_what_waits_and_is_refused_once_something_has_left()
    {
        var letter = await clinic.Approved(ToSchedule, "pages"u8.ToArray());
        var delivery = await clinic.Queue(letter.Id);
        Assert.IsType<Approving.Done>(await clinic.In((ApproveLetter approve) => approve.TakeBack(letter.Id, CancellationToken.None)));
        Assert.Equal((DeliveryState.Cancelled, LetterState.Draft), ((await clinic.Delivery(delivery)).State, (await clinic.Find(letter.Id)).State));

        var printed = await clinic.Approved(AtMesa, "other pages"u8.ToArray());
        var out1 = await clinic.Queue(printed.Id);
        await clinic.In((PrintLetters print) => print.MarkPrinted(Guid.CreateVersion7(), [out1], CancellationToken.None));
        Assert.IsType<Approving.HasLeft>(await clinic.In((ApproveLetter approve) => approve.TakeBack(printed.Id, CancellationToken.None)));
        Assert.Equal(LetterState.Approved, (await clinic.Find(printed.Id)).State);
    }

    [Fact]
    public async Task Ten_who_approve_at_once_make_one_approval()
    {
        var letter = await Drafted();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Approve(letter.Id, letter.Version)));

        Assert.Single(results.OfType<Approving.Done>());
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM correspondence.approvals"));
    }

    private async Task<Letter> Drafted()
    {
        var letter = Letter(ToSchedule);
        await Add(letter);
        return await clinic.Find(letter.Id);
    }

    private Task Add(Letter letter) => clinic.In(async (CorrespondenceDb db) =>
    {
        db.Letters.Add(letter);
        await db.SaveChangesAsync();
    });

    private Task<Approving> Approve(Guid id, uint version) => clinic.In((ApproveLetter approve) => approve.Run(id, version, CancellationToken.None));

    private Task<Editing> Edit(Letter letter, string subject) =>
        clinic.In((EditLetter edit) => edit.Run(new LetterEdit(letter.Id, letter.Version, subject, new Dictionary<int, string>(), new Dictionary<string, string?>()), CancellationToken.None));
}
