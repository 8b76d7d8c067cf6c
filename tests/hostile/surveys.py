"""Surveys of other countries and other tools, with GPS: their layouts, separators, languages and encodings.

The layouts are those that LSMS-ISA, DHS, Survey Solutions, SurveyCTO, Kobo, ODK Central, CommCare and Google Forms
document; every value is made up, and the points lie in the made-up district.
"""

from tests.hostile.case import Case, Taken, lines

IN, OUT = ("21.005", "103.005"), ("8.4657", "-13.2317")  # in Tổ 1 of Xã Bình Minh; at Freetown


def survey(head: str, *rows: str, encoding: str = "utf-8") -> bytes:
    return lines(*rows, head=head, encoding=encoding, end="\r\n")


OUTSIDE = {"point_outside": 1}
WAITING = {"commune_unknown": 1}

CASES: dict[str, Case] = {
    "LSMS, Uganda": Case(
        survey(
            "hhid,interview_date,district_name,village_name,lat_mod,lon_mod,hh_size,head_name",
            f"H31010,2026-02-01,Bukomero,Kagango,{IN[0]},{IN[1]},5,Nakato Okellowa",
            f"H31011,2026-02-02,Bukomero,Kagango,{OUT[0]},{OUT[1]},3,Mukasabe Ssempa",
        ).replace(b"2026-02-0", b"2023-03-0"),
        Taken(2, unmatched=1, reasons=WAITING),
        secrets=("Nakato Okellowa", "Mukasabe Ssempa", "H31010"),
    ),
    "DHS, clusters": Case(
        survey(
            "DHSID,DHSCLUST,ADM1NAME,LATNUM,LONGNUM,ALT_GPS,INTERVIEW DATE",
            f"SL201900000001,1,Northern,{IN[0]},{IN[1]},120,2023-04-01",
            f"SL201900000002,2,Northern,{OUT[0]},{OUT[1]},9,2023-04-02",
        ),
        Taken(2, unmatched=1, reasons=OUTSIDE),
    ),
    "Survey Solutions, Thailand, tabs": Case(
        survey(
            "interview__key\tinterview__id\tinterview_date\tvillage\tgps__Latitude\tgps__Longitude\tgps__Accuracy",
            f"12-34-56-78\tab01\t2023-05-01T08:00:00\tบ้านหนองบัว\t{IN[0]}\t{IN[1]}\t4",
            f"12-34-56-79\tab02\t2023-05-02T08:00:00\tบ้านใหม่\t{OUT[0]}\t{OUT[1]}\t5",
        ),
        Taken(2, unmatched=1, reasons=OUTSIDE),
    ),
    "SurveyCTO, Sierra Leone": Case(
        survey(
            "SubmissionDate,starttime,visit_date,chiefdom,village,gps-Latitude,gps-Longitude,gps-Altitude,"
            "gps-Accuracy,respondent_name,phone,KEY",
            f'"Jun 1, 2023 8:00:00 AM",x,2023-06-01,Xã Bình Minh,Tổ 1,{IN[0]},{IN[1]},9,4,'
            "Fatmata Koromawa,+23276123987,uuid:1",
            f'"Jun 2, 2023 8:00:00 AM",x,2023-06-02,Koya,Songo,{OUT[0]},{OUT[1]},9,4,'
            "Ibrahim Sesayko,+23276123988,uuid:2",
        ),
        Taken(2, unmatched=1, reasons=WAITING),
        secrets=("Fatmata Koromawa", "Ibrahim Sesayko", "76123987", "76123988"),
    ),
    "Kobo, semicolons": Case(
        survey(
            "start;end;Ngày đến;Xã;Tổ dân phố;_Vi tri_latitude;_Vi tri_longitude;_id;_uuid;_submission_time;_index",
            f"2023-07-01T08:00;2023-07-01T08:10;2023-07-01;Xã Bình Minh;Tổ 1;{IN[0]};{IN[1]};1;a;2023-07-01T09:00;1",
            "2023-07-02T08:00;2023-07-02T08:10;2023-07-02;Xã Suối Lạnh;Nà Nghè;20.995;103.005;2;b;2023-07-02T09:00;2",
        ),
        Taken(2),
    ),
    "ODK Central, groups and an OTHER text": Case(
        survey(
            "SubmissionDate,g_where-date,g_where-commune,g_where-village,g_where-location-Latitude,g_where-location-Longitude,topics,topics_other,KEY",
            f"2023-08-01T09:00:00.000Z,2023-08-01,Xã Bình Minh,Tổ 1,{IN[0]},{IN[1]},vneid other,học máy,uuid:1",
            "2023-08-02T09:00:00.000Z,2023-08-02,Xã Suối Lạnh,Nà Nghè,,,vneid,,uuid:2",
        ),
        Taken(2),
    ),
    "CommCare": Case(
        survey(
            "number,formid,form.visit_date,form.commune,form.village,form.gps,form.beneficiary_name,username,received_on",
            f"1,ab,2023-09-01,Xã Bình Minh,Tổ 1,{IN[0]} {IN[1]} 10.0 4.0,Nguyễn Thị Xuyếna,chw1,2023-09-01 09:00:00",
            "2,cd,2023-09-02,Xã Suối Lạnh,Nà Nghè,,Đặng Văn Lừngo,chw2,2023-09-02 09:00:00",
        ),
        Taken(2),
        secrets=("Nguyễn Thị Xuyếna", "Đặng Văn Lừngo"),
    ),
    "Google Forms": Case(
        survey(
            "Dấu thời gian,Ngày anh/chị đến thăm hộ,"
            "Anh/chị đã đến xã (phường) nào?,Tổ dân phố / thôn / bản anh chị đến,"
            "Số người được hướng dẫn",
            "01/10/2023 8:30:12,01/10/2023,Xã Bình Minh,Tổ 1,3",
            "02/10/2023 8:30:12,02/10/2023,Xã Suối Lạnh,Nà Nghè,2",
        ),
        Taken(2),
    ),
    "Senegal, semicolons, cp1252": Case(
        survey(
            "Date de visite;Commune;Village;Latitude;Longitude;Nombre de personnes;Observations",
            f"01/11/2023;Xa Binh Minh;To 1;{IN[0]};{IN[1]};3;Femme âgée, près du marché",
            f"02/11/2023;Thiès-Nord;Keur Saïb;{OUT[0]};{OUT[1]};2;Élève",
            encoding="cp1252",
        ),
        Taken(2, unmatched=1, reasons=WAITING, findings=frozenset({"date_order", "encoding"})),
        answers={"date_order": "dmy"},
    ),
    "Mozambique, semicolons, decimal commas, ISO-8859-1": Case(
        survey(
            "Data da visita;Aldeia;Latitude;Longitude;Nº de pessoas;Observações",
            "01/12/2023;Tổ;21,005;103,005;3;Não há",
        )
        .decode()
        .replace("Tổ", "São João")
        .encode("latin-1"),
        Taken(1, findings=frozenset({"encoding"})),
        answers={"date_order": "dmy"},
    ),
    "Peru, UTF-8 with its mark": Case(
        survey(
            "Fecha,Comunidad,Latitud,Longitud,Número de adultos",
            f"01/01/2024,Ñahuimpuquio,{IN[0]},{IN[1]},4",
            f"02/01/2024,Ccatcca,{OUT[0]},{OUT[1]},4",
            encoding="utf-8-sig",
        ),
        Taken(2, unmatched=1, reasons=OUTSIDE),
        answers={"date_order": "dmy"},
    ),
    "ODK Central, a village written out, and the tool's own status": Case(
        survey(
            "SubmissionDate,where-visit_date,where-commune,where-village,where-village_other,adults,SubmitterName,"
            "AttachmentsPresent,Status,ReviewState,KEY",
            "2025-02-01T09:00:00.000Z,2025-02-01,Xã Bình Minh,Tổ 1,,2,Trần Bắc Cựu,1,notDecrypted,approved,uuid:1",
            "2025-02-02T09:00:00.000Z,2025-02-02,Xã Bình Minh,other,Tổ 2,1,Trần Bắc Cựu,1,notDecrypted,approved,uuid:2",
            "2025-02-03T09:00:00.000Z,2025-02-03,Xã Bình Minh,other,Làng Lạ,1,Trần Bắc Cựu,1,,hasIssues,uuid:3",
        ),
        Taken(3, unmatched=1, reasons={"group_unknown": 1}),
        secrets=("Trần Bắc Cựu",),
    ),
    "SurveyCTO, reviewed, with who asked": Case(
        survey(
            "CompletionDate,SubmissionDate,deviceid,devicephonenum,enumerator_name,enumerator_phone,visit_date,"
            "ward,village,resp_name,resp_phone,instanceID,formdef_version,review_quality,review_status,KEY",
            '"Feb 4, 2025 6:26:24 PM","Feb 4, 2025 6:26:24 PM",990002,+84986111222,Hà Thị Vượngo,0986333444,2025-02-04,'
            "Xã Bình Minh,Tổ 1,Quàng Văn Đoano,0986555666,uuid:4,2401,good,APPROVED,uuid:4",
        ),
        Taken(1),
        secrets=("Hà Thị Vượngo", "Quàng Văn Đoano", "986111222", "986333444", "986555666"),
    ),
    "Survey Solutions, the state of the interview": Case(
        survey(
            "interview__key\tinterview__id\tvisit_date\tcommune\tvillage\thhsize\tinterview__status\tassignment__id",
            "12-34-56-78\tab01\t2025-02-05\tXã Suối Lạnh\tNà Nghè\t6\t100\t7",
        ),
        Taken(1),
    ),
    "Google Forms, the volunteer's own name": Case(
        survey(
            "Dấu thời gian,Họ và tên của anh/chị,Số điện thoại của anh/chị,Anh/chị thuộc xã/phường nào?,"
            '"Ghi tên tổ dân phố, thôn, bản nơi anh/chị đến",Hôm nay anh/chị đã đến bao nhiêu hộ?,'
            "Hôm nay anh/chị đã hướng dẫn bao nhiêu người?",
            "13/02/2025 8:30:12,Giàng A Tủao,0986777888,Xã Bình Minh,Tổ 1,4,7",
            "14/02/2025 8:30:12,Giàng A Tủao,0986777888,Xã Suối Lạnh,Bản Nà Nghè,2,5",
        ),
        Taken(2),
        secrets=("Giàng A Tủao", "986777888"),
    ),
    "Peru, persons": Case(
        survey(
            "Fecha de entrevista;Distrito;Centro poblado;Latitud;Longitud;Nombres y apellidos;DNI;Celular;"
            "Resultado de la entrevista;Nombre del encuestador",
            f"2025-02-15;Ocongate;Ccatcca;{IN[0]};{IN[1]};Rosalía Quispeo;45678912;987654321;Completa;Hernán Mamanio",
        ),
        Taken(1),
        secrets=("Rosalía Quispeo", "45678912", "987654321", "Hernán Mamanio"),
    ),
    "Indonesia": Case(
        survey(
            "Tanggal kunjungan,Desa,Lintang,Bujur,Jumlah orang",
            f"01/03/2024,Sukamaju,{IN[0]},{IN[1]},4",
            f"02/03/2024,Mekarsari,{OUT[0]},{OUT[1]},1",
        ),
        Taken(2, unmatched=1, reasons=OUTSIDE, findings=frozenset({"date_order"})),
        answers={"date_order": "dmy"},
    ),
    "Iraq, Arabic": Case(
        survey(
            "date,village القرية,latitude,longitude,ملاحظات",
            f"2024-04-01,قرية الأمل,{IN[0]},{IN[1]},زيارة أولى",
            f"2024-04-02,النور,{OUT[0]},{OUT[1]},",
        ),
        Taken(2, unmatched=1, reasons=OUTSIDE),
    ),
    "Türkiye, ISO-8859-9": Case(
        survey(
            "Date;Village;Latitude;Longitude;Açıklama",
            f"01.05.2024;Gümüşdere;{IN[0]};{IN[1]};İlk görüşme, ığüşöç",
            f"02.05.2024;Yeşilköy;{OUT[0]};{OUT[1]};",
            encoding="iso8859-9",
        ),
        Taken(2, unmatched=1, reasons=OUTSIDE, findings=frozenset({"encoding"})),
    ),
    "Kyrgyzstan, Windows-1251": Case(
        survey(
            "Date;Village;Latitude;Longitude;Примечание",
            f"01.06.2024;Ак-Суу;{IN[0]};{IN[1]};Первый визит",
            f"02.06.2024;Чолпон;{OUT[0]};{OUT[1]};Отказ",
            encoding="cp1251",
        ),
        Taken(2, unmatched=1, reasons=OUTSIDE, findings=frozenset({"encoding"})),
    ),
    "Laos, UTF-16 with tabs": Case(
        survey(
            "date\tvillage ບ້ານ\tlatitude\tlongitude",
            f"2024-07-01\tບ້ານໃໝ່\t{IN[0]}\t{IN[1]}",
            f"2024-07-02\tນາ\t{OUT[0]}\t{OUT[1]}",
            encoding="utf-16",
        ),
        Taken(2, unmatched=1, reasons=OUTSIDE, findings=frozenset({"encoding"})),
    ),
}
