using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

public sealed class DraftLetterTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("01909000-0000-7000-8000-000000000001");
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_letter_from_a_task_holds_its_values_with_where_each_came_from()
    {
        var id = Assert.IsType<Drafting.Drafted>(await Draft(ToSchedule.Id)).LetterId;

        var letter = await Find(id);
        Assert.Equal((LetterTemplates.AppointmentToSchedule, "en", LetterState.Draft, Ana), (letter.TemplateCode, letter.Language, letter.State, letter.DraftedBy));
        Assert.Equal((ToSchedule.CareThreadId, ToSchedule.LocationId, ToSchedule.PatientId), (letter.CareThreadId, letter.LocationId, letter.PatientId));
        Assert.Contains(new MergeValue("patient.full_name", "Ánh Nguyễn Thị", "patient", Nguyen.Id), letter.Values);
        Assert.Contains(new MergeValue("patient.address", "48 Congress Street, Apt 3\nPortland, ME 04101", "patient", Nguyen.Id), letter.Values);
        Assert.Contains(new MergeValue("location.phone", "(207) 555-0110", "location", TestOrganization.Harbor.Id), letter.Values);
        Assert.Contains(new MergeValue("letter.date", "March 2, 2026", "clock", null), letter.Values);
        Assert.Contains(new MergeValue("user.name", "Test User", "user", Ana), letter.Values);
        Assert.Equal([id], await clinic.Sql("SELECT subject_id FROM audit.entries WHERE action = 'letter.drafted'"));
    }

    [Fact]
    public async Task The_first_letter_of_an_order_that_is_not_signed_asks_its_sender_in_english()
    {
        var letter = await Find(Assert.IsType<Drafting.Drafted>(await Draft(OfUnsigned.Id)).LetterId);

        Assert.Equal((LetterTemplates.OrderQuery, "en"), (letter.TemplateCode, letter.Language));
        var merged = Assert.IsType<Merged.Complete>(MergeLetter.Run(letter.Blocks, letter.Values));
        Assert.Equal(["Lena Brandt, MD"], merged.Blocks.OfType<LetterBlock.AddressBlock>().Single().Lines);
        Assert.Contains("because it is not signed.", merged.Blocks.OfType<LetterBlock.Paragraph>().First().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_letter_that_asks_for_a_referral_is_addressed_to_the_PCP_and_waits_for_what_nobody_knows()
    {
        var others = clinic.Services.GetRequiredService<OtherModules>();
        others.Asked = new ReferralAsk("Ana Maro, DO\nLake Clinic\nFax (419) 555-0102", "Ohio Medicaid, member id OM1", null);
        var open = await Find(Assert.IsType<Drafting.Drafted>(await AtPatient(Nguyen.Id, LetterTemplates.ReferralRequest)).LetterId);
        Assert.Equal([new MergeProblem.Missing("referral.reason")], Assert.IsType<Merged.Refused>(MergeLetter.Run(open.Blocks, open.Values)).Problems);

        others.Asked = others.Asked with { Reason = "Cardiology, Palpitations" };
        var letter = await Find(Assert.IsType<Drafting.Drafted>(await AtPatient(Nguyen.Id, LetterTemplates.ReferralRequest)).LetterId);
        var merged = Assert.IsType<Merged.Complete>(MergeLetter.Run(letter.Blocks, letter.Values));
        Assert.Equal(["Ana Maro, DO", "Lake Clinic", "Fax (419) 555-0102"], MergeLetter.LinesOf(merged.Blocks.OfType<LetterBlock.AddressBlock>().Single()));
        Assert.Equal(["Ohio Medicaid, member id OM1", "Cardiology, Palpitations"], merged.Blocks.OfType<LetterBlock.Table>().Single().Rows.Skip(2).Select(row => row[1]));
    }

    [Fact]
    public async Task To_who_has_died_no_letter_is_begun_or_sent_but_to_the_family_and_to_colleagues()
    {
        var others = clinic.Services.GetRequiredService<OtherModules>();
        var approved = await clinic.Approved(ToSchedule, "pages"u8.ToArray());
        others.Deceased.Add(Nguyen.Id);
        others.Family.Add(new MailRecipient(Guid.CreateVersion7(), "Minh Nguyen", "48 Congress Street, Apt 3, Portland, ME 04101"));

        Assert.Equal(new Drafting.PatientDeceased(Nguyen.Id), await Draft(ToSchedule.Id));
        Assert.Equal(new Drafting.PatientDeceased(Nguyen.Id), await AtPatient(Nguyen.Id, LetterTemplates.FreeLetter));
        Assert.IsType<DeliveryRequest.PatientDeceased>(await clinic.In((RequestDelivery request) => request.Print(approved.Id, CancellationToken.None)));
        Assert.Empty(await clinic.Sql("SELECT id FROM correspondence.deliveries"));

        Assert.IsType<Drafting.Drafted>(await Draft(OfUnsigned.Id));
        var family = await Find(Assert.IsType<Drafting.Drafted>(await AtPatient(Nguyen.Id, LetterTemplates.FamilyLetter)).LetterId);
        var merged = Assert.IsType<Merged.Complete>(MergeLetter.Run(family.Blocks, family.Values));
        Assert.Equal(["Minh Nguyen", "48 Congress Street, Apt 3", "Portland, ME 04101"], merged.Blocks.OfType<LetterBlock.AddressBlock>().Single().Lines.SelectMany(line => line.Split('\n')));

        // Of two who receive mail nobody is taken for the right one.
        others.Family.Add(new MailRecipient(Guid.CreateVersion7(), "Lan Tran", null));
        var open = await Find(Assert.IsType<Drafting.Drafted>(await AtPatient(Nguyen.Id, LetterTemplates.FamilyLetter)).LetterId);
        Assert.Contains(open.Values, value => value is { Field: "family.name", Value: null });
    }

    [Fact]
    public async Task At_a_record_that_was_merged_away_the_letter_is_about_the_one_that_stands()
    {
        clinic.Services.GetRequiredService<OtherModules>().Merged[Nguyen.Id] = Nunez.Id;

        foreach (var drafting in new[] { await Draft(ToSchedule.Id), await AtPatient(Nguyen.Id, LetterTemplates.FreeLetter) })
        {
            var letter = await Find(Assert.IsType<Drafting.Drafted>(drafting).LetterId);
            Assert.Equal((Nunez.Id, "es"), (letter.PatientId, letter.Language));
        }
    }

    private Task<Drafting> AtPatient(Guid patient, string template) =>
        As(Ana, [], services => services.GetRequiredService<DraftLetter>().AtPatient(Guid.CreateVersion7(), patient, TestOrganization.Harbor.Id, template, default));

    [Fact]
    public async Task A_patient_who_reads_spanish_gets_the_letter_in_spanish()
    {
        var letter = await Find(Assert.IsType<Drafting.Drafted>(await Draft(AtMesa.Id)).LetterId);

        Assert.Equal("es", letter.Language);
        Assert.Contains(letter.Values, value => value is { Field: "letter.date", Value: "2 de marzo de 2026" });
    }

    [Fact]
    public async Task Drafting_again_for_the_same_task_and_template_finds_the_letter_that_is_there()
    {
        var first = Assert.IsType<Drafting.Drafted>(await Draft(ToSchedule.Id));

        Assert.Equal(new Drafting.DraftedBefore(first.LetterId), await Draft(ToSchedule.Id));
        Assert.IsType<Drafting.Drafted>(await Draft(ToSchedule.Id, LetterTemplates.FreeLetter));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM correspondence.letters"));
    }

    [Fact]
    public async Task Ten_who_draft_at_once_get_one_letter()
    {
        var drafted = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Draft(ToSchedule.Id)));

        Assert.Single(drafted.OfType<Drafting.Drafted>());
        Assert.Equal(9, drafted.OfType<Drafting.DraftedBefore>().Count(before => before.LetterId == drafted.OfType<Drafting.Drafted>().Single().LetterId));
    }

    [Fact]
    public async Task A_withdrawn_letter_makes_room_for_a_new_one()
    {
        var first = Assert.IsType<Drafting.Drafted>(await Draft(ToSchedule.Id)).LetterId;
        await As(Ana, [], async services => Assert.IsType<Editing.Done>(await services.GetRequiredService<EditLetter>().Withdraw(first, (await Find(first)).Version, default)));

        Assert.IsType<Drafting.Drafted>(await Draft(ToSchedule.Id));
    }

    [Fact]
    public async Task A_letter_at_a_patient_is_begun_once_however_often_the_form_is_sent()
    {
        var id = Guid.CreateVersion7();
        Task<Drafting> Send() => As(Ana, [], services => services.GetRequiredService<DraftLetter>().AtPatient(id, Nunez.Id, TestOrganization.Harbor.Id, LetterTemplates.FreeLetter, default));

        Assert.Equal(new Drafting.Drafted(id), await Send());
        Assert.Equal(new Drafting.DraftedBefore(id), await Send());
        Assert.Single(await clinic.In((ILetters letters) => letters.OfPatient(Nunez.Id)));
    }

    [Fact]
    public async Task What_a_letter_cannot_be_drafted_from_is_said()
    {
        Assert.IsType<Drafting.TaskUnknown>(await Draft(Guid.CreateVersion7()));
        Assert.IsType<Drafting.PatientUnknown>(await Draft(OfNobody.Id));
        Assert.IsType<Drafting.TemplateUnknown>(await Draft(ToSchedule.Id, "no-such-template"));
    }

    [Fact]
    public async Task Users_draft_and_open_letters_of_their_own_locations_only()
    {
        var mesa = Assert.IsType<Drafting.Drafted>(await Draft(AtMesa.Id)).LetterId;
        Guid[] harbor = [TestOrganization.Harbor.Id];

        Assert.IsType<Drafting.TaskUnknown>(await As(Ana, harbor, services => services.GetRequiredService<DraftLetter>().FromTask(AtMesa.Id, null, default)));
        Assert.IsType<Drafting.LocationUnknown>(await As(Ana, harbor, services =>
            services.GetRequiredService<DraftLetter>().AtPatient(Guid.CreateVersion7(), Nunez.Id, TestOrganization.Mesa.Id, LetterTemplates.FreeLetter, default)));
        Assert.Empty(await As(Ana, harbor, services => services.GetRequiredService<VisibleToActor>().Letters.ToListAsync()));
        Assert.IsType<Editing.LetterUnknown>(await As(Ana, harbor, async services => await services.GetRequiredService<EditLetter>().Run(Edit(await Find(mesa), 3, "x"), default)));
        Assert.Single(await As(Ana, [TestOrganization.Mesa.Id], services => services.GetRequiredService<VisibleToActor>().Letters.ToListAsync()));
    }

    [Fact]
    public async Task A_value_that_nobody_knows_is_named_and_the_letter_is_not_drawn_until_it_is_entered()
    {
        var id = Assert.IsType<Drafting.Drafted>(await Draft(WithoutAddress.Id)).LetterId;

        var refused = Assert.IsType<Preview.Refused>(await ShowPreview(id));
        Assert.Equal("Patient's address ({{patient.address}}) is not known. Enter it, or take the field out of the text.", Assert.Single(refused.Sentences));

        var edit = Edit(await Find(id), 3, "Dear {{patient.full_name}}") with { Values = new Dictionary<string, string?> { ["patient.address"] = "1 Pine Street\r\nBath, ME 04530" } };
        Assert.IsType<Editing.Done>(await As(Ana, [], services => services.GetRequiredService<EditLetter>().Run(edit, default)));
        Assert.Contains(new MergeValue("patient.address", "1 Pine Street\nBath, ME 04530", "staff", Ana), (await Find(id)).Values);
        var ready = Assert.IsType<Preview.Ready>(await ShowPreview(id));
        Assert.Contains("1 Pine Street Bath, ME 04530", await PdfTools.Words(ready.Pdf), StringComparison.Ordinal);
        Assert.Equal(1, ready.PageCount);
    }

    [Theory]
    [InlineData("Dear {{patient.nmae}}", "{{patient.nmae}}")]
    [InlineData("Dear {{patient.full_name", "one of them is missing")]
    public async Task A_text_with_a_field_that_does_not_exist_is_refused_and_nothing_is_changed(string text, string named)
    {
        var letter = await Find(Assert.IsType<Drafting.Drafted>(await Draft(ToSchedule.Id)).LetterId);

        var refused = Assert.IsType<Editing.Refused>(await As(Ana, [], services => services.GetRequiredService<EditLetter>().Run(Edit(letter, 3, text), default)));

        Assert.Contains(named, Assert.Single(refused.Problems).Sentence, StringComparison.Ordinal);

        // A subject takes none at all.
        refused = Assert.IsType<Editing.Refused>(await As(Ana, [], services => services.GetRequiredService<EditLetter>().Run(Edit(letter, 3, "Dear {{patient.full_name}}") with { Subject = text }, default)));
        Assert.Equal([new MergeProblem.FieldInSubject()], refused.Problems);
        Assert.Equal(letter.Version, (await Find(letter.Id)).Version);
    }

    [Fact]
    public async Task Of_two_who_change_a_letter_the_later_is_told_who_was_first()
    {
        var seen = await Find(Assert.IsType<Drafting.Drafted>(await Draft(ToSchedule.Id)).LetterId);
        clinic.Clock.Advance(TimeSpan.FromMinutes(2));
        await As(Ana, [], services => services.GetRequiredService<EditLetter>().Run(Edit(seen, 3, "Ana's text"), default));

        var other = Assert.IsType<Editing.ChangedMeanwhile>(await As(Guid.CreateVersion7(), [], services => services.GetRequiredService<EditLetter>().Run(Edit(seen, 3, "the other's"), default)));

        Assert.Equal(new Editing.ChangedMeanwhile(Ana, clinic.Clock.GetUtcNow()), other);
        Assert.Equal("Ana's text", (await Find(seen.Id)).Blocks.OfType<LetterBlock.Paragraph>().First().Text);
    }

    [Fact]
    public async Task Who_is_too_late_for_an_approved_letter_is_told_who_approved_it_and_not_who_edited_it_before()
    {
        var ben = Guid.CreateVersion7();
        var id = Assert.IsType<Drafting.Drafted>(await Draft(ToSchedule.Id)).LetterId;
        await As(Ana, [], async services => await services.GetRequiredService<EditLetter>().Run(Edit(await Find(id), 3, "Ana's text"), default));
        var seen = await Find(id);
        clinic.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.IsType<Approving.Done>(await As(ben, [], services => services.GetRequiredService<ApproveLetter>().Run(id, seen.Version, default)));

        Assert.Equal(new Editing.NoDraft(ben, clinic.Clock.GetUtcNow()), await As(Ana, [], services => services.GetRequiredService<EditLetter>().Run(Edit(seen, 3, "x"), default)));
        Assert.Equal(new Approving.NoDraft(ben, clinic.Clock.GetUtcNow()), await As(Ana, [], services => services.GetRequiredService<ApproveLetter>().Run(id, seen.Version, default)));
    }

    [Fact]
    public async Task A_withdrawn_letter_is_not_changed_any_more()
    {
        var id = Assert.IsType<Drafting.Drafted>(await Draft(ToSchedule.Id)).LetterId;
        await As(Ana, [], async services => await services.GetRequiredService<EditLetter>().Withdraw(id, (await Find(id)).Version, default));

        Assert.IsType<Editing.NoDraft>(await As(Ana, [], async services => await services.GetRequiredService<EditLetter>().Run(Edit(await Find(id), 3, "x"), default)));
    }

    [Fact]
    public async Task Two_letters_of_a_template_for_a_task_are_refused_by_the_database()
    {
        var (one, two) = (Letter(ToSchedule), Letter(ToSchedule));

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => clinic.In(async (CorrespondenceDb db) =>
        {
            db.Letters.AddRange(one, two);
            await db.SaveChangesAsync();
        }));

        Assert.Equal(CorrespondenceDb.OneDraft, Assert.IsType<PostgresException>(refused.InnerException).ConstraintName);
    }

    [Fact]
    public void Braces_in_a_value_mean_nothing_and_an_address_that_does_not_fit_the_window_is_refused()
    {
        LetterBlock[] blocks = [new LetterBlock.AddressBlock(["{{patient.full_name}}", "{{patient.address}}"])];

        var merged = Assert.IsType<Merged.Complete>(MergeLetter.Run(blocks, [Of("patient.full_name", "{{clinic.name}}"), Of("patient.address", "1 Pine Street")]));
        Assert.Equal(["{{clinic.name}}", "1 Pine Street"], merged.Blocks.OfType<LetterBlock.AddressBlock>().Single().Lines);
        var refused = Assert.IsType<Merged.Refused>(MergeLetter.Run(blocks, [Of("patient.full_name", "Mai Tran"), Of("patient.address", "1\n2\n3\n4\n5")]));
        Assert.Equal([new MergeProblem.AddressTooLong(6)], refused.Problems);

        static MergeValue Of(string field, string value) => new(field, value, "patient", null);
    }

    [Fact]
    public async Task Every_template_can_be_drawn_and_names_only_fields_that_exist()
    {
        foreach (var template in LetterTemplates.All)
        {
            Assert.Empty(MergeLetter.WrongFields(template.Blocks));
        }

        var others = clinic.Services.GetRequiredService<OtherModules>();
        others.Family.Add(new MailRecipient(Guid.CreateVersion7(), "Lan Tran", "48 Congress Street, Apt 3, Portland, ME 04101"));
        others.Asked = new ReferralAsk("Ana Maro, DO", "Ohio Medicaid", "Cardiology");
        foreach (var template in await clinic.In((TemplateShelf shelf) => shelf.Choices(default)))
        {
            var id = Assert.IsType<Drafting.Drafted>(await Draft(OfUnsigned.Id, template.Code)).LetterId;
            Assert.IsType<Preview.Ready>(await ShowPreview(id));
        }
    }

    private Task<Drafting> Draft(Guid taskId, string? template = null) => As(Ana, [], services => services.GetRequiredService<DraftLetter>().FromTask(taskId, template, default));

    private Task<Letter> Find(Guid id) => clinic.In((CorrespondenceDb db) => db.Letters.AsNoTracking().SingleAsync(letter => letter.Id == id));

    private async Task<Preview> ShowPreview(Guid id) => await clinic.Services.GetRequiredService<LetterPreviews>().Of(await Find(id), default);

    private static LetterEdit Edit(Letter letter, int block, string text) =>
        new(letter.Id, letter.Version, letter.Subject, new Dictionary<int, string> { [block] = text }, new Dictionary<string, string?>());

    private async Task<T> As<T>(Guid user, IReadOnlyList<Guid> locations, Func<IServiceProvider, Task<T>> act)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, locations);
        return await act(scope.ServiceProvider);
    }
}
