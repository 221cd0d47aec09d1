using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Correspondence.Notices;

/// <summary>The clinic's fixed words around the time of a visit, or a free one: who writes, when and where, the link, whom to call. Nothing clinical, no name, not even the kind of visit.</summary>
internal sealed class WriteNotice(IOrganization organization)
{
    public async Task<NoticeText> Of(VisitReminderContent content, ReminderReader reader, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        return Words(ReaderLanguage.IsSpanish(reader.Language), profile.Name, profile.Find(content.LocationId), content);
    }

    public async Task<NoticeText> Of(SlotOfferContent content, ReminderReader reader, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        return Words(ReaderLanguage.IsSpanish(reader.Language), profile.Name, profile.Find(content.LocationId), content);
    }

    private static NoticeText Words(bool isSpanish, string clinic, Location? location, VisitReminderContent content)
    {
        var culture = CultureInfo.GetCultureInfo(isSpanish ? "es-US" : "en-US");
        var at = LocalTime.At(location, content.StartsAt);
        var (where, phone) = (location is null ? clinic : $"{location.Name}, {location.Address}", location?.Phone ?? "");
        return isSpanish
            ? new NoticeText($"Un recordatorio de {clinic}",
                $"Usted tiene una cita con {clinic} el {at.ToString("dddd d 'de' MMMM 'de' yyyy, h:mm tt", culture)}, en {where}.\n\n"
                + $"Para confirmarla, cancelarla o pedir otra hora, abra este enlace y pulse un bot\u00f3n:\n{content.Link}\n\n"
                + "El enlace es solo para usted y sirve una vez, hasta que empiece la cita.\n\n"
                + "Nadie vigila esta direcci\u00f3n para emergencias. En una emergencia, llame al 911.\n\n"
                + $"Para hablar con nosotros, llame al {phone}. Si este mensaje no es para usted, por favor b\u00f3rrelo y av\u00edsenos.\n")
            : new NoticeText($"A reminder from {clinic}",
                $"You have an appointment with {clinic} on {at.ToString("dddd, MMMM d, yyyy, h:mm tt", culture)}, at {where}.\n\n"
                + $"To confirm it, to cancel it or to ask for another time, open this link and press a button:\n{content.Link}\n\n"
                + "The link is for you alone and can be used once, until the appointment begins.\n\n"
                + "This address is not watched for emergencies. In an emergency, call 911.\n\n"
                + $"To talk to us, please call {phone}. If this message is not for you, please delete it and tell us.\n");
    }

    private static NoticeText Words(bool isSpanish, string clinic, Location? location, SlotOfferContent content)
    {
        var culture = CultureInfo.GetCultureInfo(isSpanish ? "es-US" : "en-US");
        string At(DateTimeOffset instant) => LocalTime.At(location, instant).ToString(isSpanish ? "dddd d 'de' MMMM 'de' yyyy, h:mm tt" : "dddd, MMMM d, yyyy, h:mm tt", culture);
        var (where, phone) = (location is null ? clinic : $"{location.Name}, {location.Address}", location?.Phone ?? "");
        return isSpanish
            ? new NoticeText($"Una hora ha quedado libre en {clinic}",
                $"Ha quedado libre una hora en {clinic}: el {At(content.StartsAt)}, en {where}.\n\n"
                + $"La guardamos para usted hasta el {At(content.Until)}. Para tomarla, o dejarla para otra persona, abra este enlace y pulse un bot\u00f3n:\n{content.Link}\n\n"
                + (content.TakesPlace ? "Si la toma, la cita que usted quer\u00eda adelantar pasa a esta hora.\n\n" : "")
                + "El enlace es solo para usted y sirve una vez, hasta entonces.\n\n"
                + "Nadie vigila esta direcci\u00f3n para emergencias. En una emergencia, llame al 911.\n\n"
                + $"Para hablar con nosotros, llame al {phone}. Si este mensaje no es para usted, por favor b\u00f3rrelo y av\u00edsenos.\n")
            : new NoticeText($"A time has become free at {clinic}",
                $"A time has become free at {clinic}: {At(content.StartsAt)}, at {where}.\n\n"
                + $"It is kept for you until {At(content.Until)}. To take it, or to leave it to somebody else, open this link and press a button:\n{content.Link}\n\n"
                + (content.TakesPlace ? "If you take it, the appointment that you wanted earlier is moved to this time.\n\n" : "")
                + "The link is for you alone and can be used once, until then.\n\n"
                + "This address is not watched for emergencies. In an emergency, call 911.\n\n"
                + $"To talk to us, please call {phone}. If this message is not for you, please delete it and tell us.\n");
    }
}
